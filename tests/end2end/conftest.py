"""The sample project, and `motiad` as a person or a pipeline runs it."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from .canary import Canary
from .stream_tap import StreamTap

PREPARED = Path(__file__).parents[2] / ".work" / "sample"


@pytest.fixture
def sample(tmp_path: Path, need: Callable[[object, str], None]) -> Path:
    """A copy of the sample project; its packages were installed by `make test`."""
    there = (PREPARED / "node_modules" / ".motiad-installed").exists()
    need(there, f"The sample project is not prepared in {PREPARED}: run `make test`.")
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
    canary: Canary
    tap: StreamTap
    background: list[subprocess.Popen[str]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """What commands wrote, as far as nobody else has read it."""

    def run(self, *arguments: object, environ: dict[str, str] | None = None, stdin: str = "") -> Ended:
        """Run a command to its end; there is never a traceback."""
        child = self._open(arguments, environ, subprocess.PIPE)
        try:
            out, err = child.communicate(stdin, timeout=60)
        except subprocess.TimeoutExpired:
            child.kill()
            child.communicate()
            raise
        self.said += [out, err]
        assert "Traceback" not in err + out, err
        return Ended(child.returncode, out, err)

    def start(self, *arguments: object, environ: dict[str, str] | None = None) -> subprocess.Popen[str]:
        """Start a command and leave it running."""
        child = self._open(arguments, environ, None)
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
            self.said += [text for text in child.communicate(timeout=30) if text]

    def _open(
        self, arguments: tuple[object, ...], environ: dict[str, str] | None, stdin: int | None
    ) -> subprocess.Popen[str]:
        """Start a command; a deployment that names its cloud is given the canary's secrets, if it brings none."""
        words, given = list(map(str, arguments)), {**self.environ, **(environ or {})}
        if "deploy" in words[:2] and "--cloud" in words:
            given.setdefault("MOTIA_API_KEY", self.canary.api_key)
            words += [] if "-e" in words else ["-e", str(self.canary.env_file)]
        child = subprocess.Popen(
            [sys.executable, "-m", "motiad", "--base-dir", str(self.base), *words],
            env=given,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        if given.get("MOTIA_API_KEY") == self.canary.api_key:
            self.canary.excused.add(child.pid)
        return child


@pytest.fixture
def motiad(tmp_path: Path, own_home: Path):
    """`motiad` in a base-dir of its own, on a free port; in the end no secret is anywhere it must not be."""
    canary = Canary(tmp_path / "canary")
    environ = {**os.environ, **canary.environ, "MOTIAD_PORT": "0", "MOTIAD_LOCAL_CLOUD_DELAY": "0.01"}
    tap = StreamTap(tmp_path / "base")
    command = Motiad(tmp_path / "base", environ, canary, tap)
    yield command
    try:
        command.close()
    finally:
        tap.close()
        canary.close()
    assert canary.hits((command.base, own_home), [*command.said, *tap.heard]) == []
