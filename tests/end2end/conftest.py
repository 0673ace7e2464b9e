"""The sample project, and `motiad` as a person or a pipeline runs it."""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from .canary import Canary
from .stream_tap import StreamTap

PREPARED = Path(__file__).parents[2] / ".work" / "sample"
SECONDS = 150
"""For a command that has come to its end long before, also on a busy machine."""
GATED_STEP = """import pathlib, time
config = {{"type": "cron", "name": "Nightly", "cron": "0 3 * * *", "emits": [], "flows": []}}
while not pathlib.Path({gate!r}).exists():
    time.sleep(0.02)


async def handler(context):
    return None
"""


@pytest.fixture
def sample(tmp_path: Path, need: Callable[[object, str], None]) -> Path:
    """A copy of the sample project; its packages were installed by `make test`."""
    there = (PREPARED / "node_modules" / ".motiad-installed").exists()
    need(there, f"The sample project is not prepared in {PREPARED}: run `make test`.")
    folder = tmp_path / "order-desk"
    shutil.copytree(PREPARED, folder, ignore=shutil.ignore_patterns("node_modules"))
    (folder / "node_modules").symlink_to(PREPARED / "node_modules")
    return folder


@dataclass(frozen=True)
class Gated:
    """A project whose build waits for the gate, or until the builder gives up after half a minute."""

    folder: Path
    gate: Path

    def open(self) -> None:
        """Let the build go on, and those that come."""
        self.gate.touch()


@pytest.fixture
def gated(tmp_path: Path) -> Gated:
    """A project of one Python step that waits while it is loaded."""
    project = Gated(tmp_path / "shop", tmp_path / "gate")
    (project.folder / "src").mkdir(parents=True)
    (project.folder / "src" / "nightly_step.py").write_text(GATED_STEP.format(gate=str(project.gate)))
    return project


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
            out, err = child.communicate(stdin, timeout=SECONDS)
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
        with suppress(FileNotFoundError, ProcessLookupError):
            end(self.runtime()["pid"])
        for child in self.background:
            if child.poll() is None:
                child.terminate()
            self.said += [text for text in child.communicate(timeout=SECONDS) if text]

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


def end(pid: int) -> None:
    """End a process in order, and wait until it has: it removes files up to its end."""
    process = os.pidfd_open(pid)
    try:
        signal.pidfd_send_signal(process, signal.SIGTERM)
        assert select.select([process], [], [], SECONDS)[0], f"process {pid} did not end"
    finally:
        os.close(process)


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
