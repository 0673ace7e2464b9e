"""Both distributions as wheels: what they ship, and that they work where pip, pipx or uv has installed them."""

import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pytest

from .conftest import end

ROOT = Path(__file__).parents[2]
WHEELS = ROOT / ".work" / "wheels"
"""What both need, and pipx; set-up fetched it (`packaging/setup/wheels.py`)."""
PROGRAMS = {"motiad": {"motiad"}, "motia-desktop": {"motia-desktop", "motia-tray"}}
STEP = """\
config = {"type": "cron", "name": "Tick", "cron": "* * * * *", "emits": [], "flows": []}


def handler(context):
    context.logger.info("tick")
"""
OTHER_TOOLS = ("PIP_", "PIPX_", "UV_", "VIRTUAL_ENV", "PYTHON")
"""Beginnings of variables by which the environment that runs the tests would reach into the new ones."""


def build(project: Path, out: Path) -> zipfile.ZipFile:
    """Build a wheel with the hatchling of this environment; nothing is fetched."""
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)], cwd=project, check=True)
    return zipfile.ZipFile(next(out.glob("*.whl")))


@pytest.fixture(scope="module")
def motiad_wheel(tmp_path_factory):
    return build(ROOT / "daemon", tmp_path_factory.mktemp("motiad"))


@pytest.fixture(scope="module")
def desktop_wheel(tmp_path_factory):
    return build(ROOT, tmp_path_factory.mktemp("desktop"))


def test_motiad_ships_the_sample_and_no_qt(motiad_wheel):
    names = motiad_wheel.namelist()
    for file in ("package.json", "package-lock.json", "requirements.txt", "src/orders/create-order.step.ts"):
        assert f"motiad/resources/sample/{file}" in names
    assert not [name for name in names if "node_modules" in name or name.startswith("motia_desktop")]
    metadata = motiad_wheel.read(next(name for name in names if name.endswith("METADATA"))).decode()
    assert "PySide6" not in metadata and "qasync" not in metadata


def test_the_window_ships_its_resources_and_needs_exactly_its_daemon(desktop_wheel):
    names = desktop_wheel.namelist()
    assert any(name.startswith("motia_desktop/resources/") for name in names)
    assert not [name for name in names if name.startswith("motiad/")]
    metadata = desktop_wheel.read(next(name for name in names if name.endswith("METADATA"))).decode()
    own = desktop_wheel.filename.split("-")[-4] if desktop_wheel.filename else ""
    assert f"Requires-Dist: motiad=={own}" in metadata


def test_an_installed_motiad_finds_its_sample(motiad_wheel, tmp_path):
    motiad_wheel.extractall(tmp_path / "site")
    found = subprocess.run(
        [sys.executable, "-c", "import motiad.paths as p; print(p.__file__, p.resource('sample') / 'package.json')"],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert all(path.startswith(str(tmp_path / "site")) for path in found)
    assert Path(found[1]).is_file()


@dataclass
class Installer:
    """A tool that installs from two folders of wheels and nothing else, below a folder of the test's own."""

    place: Path
    ours: tuple[Path, Path]

    @property
    def environ(self) -> dict[str, str]:
        """A clean environment, for the tool and for what it installs."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OTHER_TOOLS)}
        return {
            **kept,
            "PATH": f"{self.place / 'bin'}{os.pathsep}{os.defpath}",
            "PIP_CONFIG_FILE": os.devnull,
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "MOTIAD_BASE_DIR": str(self.place / "base"),
            "MOTIAD_PORT": "0",
            "MOTIACLOUD_API_BASE_URL": "http://127.0.0.1:9",
            "MOTIACLOUD_API_WS_URL": "ws://127.0.0.1:9",
            "MOTIAD_LOCAL_CLOUD_DELAY": "0.01",
        }

    @property
    def only_from_wheels(self) -> list[str]:
        """Return the options, the same for all three."""
        return ["--no-index", *(f"--find-links={folder}" for folder in (WHEELS, *self.ours))]

    def run(self, *words: object, codes: tuple[int, ...] = (0,), **environ: str) -> str:
        """Run a command that has to end with one of the codes, and return what it wrote."""
        ended = subprocess.run(
            list(map(str, words)), env={**self.environ, **environ}, capture_output=True, text=True, timeout=300
        )
        assert ended.returncode in codes, ended.stdout + ended.stderr
        return ended.stdout

    def install(self, name: str) -> None:
        """Install a distribution, so that its programs are in `bin`."""
        raise NotImplementedError

    def there(self, name: str) -> bool:
        """Tell whether any environment below the folder has a package."""
        return any(self.place.rglob(f"site-packages/{name}"))

    def close(self) -> None:
        """End the daemon that was started here."""
        file = self.place / "base" / "run" / "daemon.json"
        with suppress(FileNotFoundError, ProcessLookupError):
            end(json.loads(file.read_text())["pid"])


class Pip(Installer):
    """`python -m venv`, and its pip."""

    def install(self, name: str) -> None:
        if not (self.place / "bin").exists():
            self.run(sys.executable, "-m", "venv", self.place)
        self.run(self.place / "bin" / "python", "-m", "pip", "install", "--no-compile", *self.only_from_wheels, name)


class Pipx(Installer):
    """pipx, itself in an environment of its own, with the pip it brings."""

    def install(self, name: str) -> None:
        own = self.place / "pipx"
        if not own.exists():
            self.run(UV, "venv", "--python", sys.executable, own)
            self.run(UV, "pip", "install", "--python", own / "bin" / "python", *self.only_from_wheels, "pipx")
        options = f"--pip-args={' '.join(['--no-compile', *self.only_from_wheels])}"
        folders = {"PIPX_HOME": str(self.place / "home"), "PIPX_BIN_DIR": str(self.place / "bin")}
        self.run(own / "bin" / "pipx", "install", "--python", sys.executable, options, name, **folders)


class Uv(Installer):
    """`uv tool`, with an empty cache."""

    def install(self, name: str) -> None:
        folders = {"UV_TOOL_DIR": str(self.place / "tools"), "UV_TOOL_BIN_DIR": str(self.place / "bin")}
        command = [UV, "tool", "install", "--offline", "--python", sys.executable, *self.only_from_wheels, name]
        self.run(*command, UV_CACHE_DIR=str(self.place / "cache"), **folders)


UV = Path(sys.executable).with_name("uv")


@pytest.fixture(params=[Pip, Pipx, Uv], ids=["pip", "pipx", "uv"])
def installer(request, tmp_path, motiad_wheel, desktop_wheel, need: Callable[[object, str], None]):
    need(any(WHEELS.glob("*.whl")), f"No wheels in {WHEELS}: run `make test`.")
    tool = request.param(
        tmp_path / "tool", tuple(Path(wheel.filename).parent for wheel in (motiad_wheel, desktop_wheel))
    )
    yield tool
    tool.close()


def test_installed_programs_work(installer, tmp_path):
    programs = installer.place / "bin"
    installer.install("motiad")
    assert not installer.there("PySide6")
    assert installer.run(programs / "motiad", "--version").split()[-1] == version("motiad")
    report = installer.run(programs / "motiad", "doctor", "--json", codes=(0, 3))  # 3: there is no esbuild here
    found = {line["name"]: line for line in map(json.loads, report.splitlines())}
    assert found["Python"]["status"] == found["uv"]["status"] == "ok"
    assert str(installer.place) in found["uv"]["found"]  # the one that was installed with it
    if isinstance(installer, Uv):
        deploy(installer, tmp_path)

    installer.install("motia-desktop")
    assert installer.there("PySide6")
    assert PROGRAMS["motia-desktop"] <= {file.name for file in programs.iterdir()}
    said = installer.run("sh", "-c", '"$0" --version 2>&1', programs / "motia-desktop")
    assert said.split()[-1] == version("motiad")
    if isinstance(installer, Pip):
        open_the_window(installer)


def deploy(installer: Installer, folder: Path) -> None:
    """Deploy a project of one Python step to the local cloud."""
    (folder / "project" / "steps").mkdir(parents=True)
    (folder / "project" / "steps" / "tick_step.py").write_text(STEP)
    words = ["deploy", "--cloud", "local", "--version-name", "v1", "--timeout", "60", "--json", "--project"]
    states = installer.run(installer.place / "bin" / "motiad", *words, folder / "project").splitlines()
    assert json.loads(states[-1])["status"] == "completed"


def open_the_window(installer: Installer) -> None:
    """Open the window; it starts the daemon, and stays without a word of complaint."""
    window = subprocess.Popen(
        [installer.place / "bin" / "motia-desktop"], env=installer.environ, stderr=subprocess.PIPE, text=True
    )
    try:
        deadline = time.monotonic() + 120
        while not (installer.place / "base" / "run" / "daemon.json").exists() and window.poll() is None:
            assert time.monotonic() < deadline, "the window has not started a daemon"
            time.sleep(0.05)
        time.sleep(1.5)
        assert window.poll() is None
    finally:
        window.terminate()
        said = window.communicate(timeout=60)[1]
    # The daemon it started says this where there is no keyring; nobody else says anything.
    assert [line for line in said.splitlines() if "this system has no keyring" not in line] == []
