"""The sample project, and `motiad` as a person or a pipeline runs it."""

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

PREPARED = Path(__file__).parents[2] / ".work" / "sample"


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A copy of the sample project; its packages were installed by `make test`."""
    if not (PREPARED / "node_modules" / ".motiad-installed").exists():
        reason = f"The sample project is not prepared in {PREPARED}: run `make test`."
        pytest.fail(reason) if os.environ.get("MOTIA_TEST_REQUIRE_ALL") else pytest.skip(reason)
    folder = tmp_path / "order-desk"
    shutil.copytree(PREPARED, folder, ignore=shutil.ignore_patterns("node_modules"))
    (folder / "node_modules").symlink_to(PREPARED / "node_modules")
    return folder


@dataclass
class Ended:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class Motiad:
    """Runs `motiad` in a base-dir of the test's own."""

    base: Path
    environ: dict[str, str]
    background: list[subprocess.Popen[str]] = field(default_factory=list)

    def run(self, *arguments: object, environ: dict[str, str] | None = None, stdin: str = "") -> Ended:
        """Run a command to its end; there is never a traceback."""
        ended = subprocess.run(
            self._command(arguments),
            env={**self.environ, **(environ or {})},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert "Traceback" not in ended.stderr + ended.stdout, ended.stderr
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    def start(self, *arguments: object, environ: dict[str, str] | None = None) -> subprocess.Popen[str]:
        """Start a command and leave it running."""
        child = subprocess.Popen(
            self._command(arguments),
            env={**self.environ, **(environ or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.background.append(child)
        return child

    def runtime(self) -> dict[str, Any]:
        """Return the runtime file."""
        return json.loads((self.base / "run" / "daemon.json").read_text())

    def close(self) -> None:
        """End what is still running, the daemon included."""
        file = self.base / "run" / "daemon.json"
        if file.exists():
            os.kill(json.loads(file.read_text())["pid"], signal.SIGTERM)
        for child in self.background:
            if child.poll() is None:
                child.terminate()
            child.communicate(timeout=30)

    def _command(self, arguments: tuple[object, ...]) -> list[str]:
        return [sys.executable, "-m", "motiad", "--base-dir", str(self.base), *map(str, arguments)]


@pytest.fixture
def motiad(tmp_path: Path):
    """`motiad` in a base-dir of its own, on a port nobody else wants."""
    command = Motiad(tmp_path / "base", dict(os.environ, MOTIAD_PORT="0", MOTIAD_LOCAL_CLOUD_DELAY="0.01"))
    yield command
    command.close()
