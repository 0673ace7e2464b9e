"""Both distributions as wheels: what they ship, and that it is found once they are installed."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


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
    version = desktop_wheel.filename.split("-")[-4] if desktop_wheel.filename else ""
    assert f"Requires-Dist: motiad=={version}" in metadata


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
