"""Starts a daemon that outlives the window: detached by Qt, so that no zombie of it is left with us."""

import asyncio
import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QProcessEnvironment

from motiad.client import RuntimeInfo, find
from motiad.client.launcher import IDLE_SECONDS, READY_SECONDS
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError
from motiad.paths import Paths

GRACE_SECONDS = 3.0
"""How long a daemon is waited for once it has said something: it answers by then, or those were its last words."""


async def start_daemon(paths: Paths) -> RuntimeInfo:
    """Start `motiad serve` and wait until it answers.

    Raises `MotiadError` (DAEMON_UNAVAILABLE) with the reason it gave when it does not come up in time.
    """
    said = paths.log / "motiad.start.log"
    _start(paths, said)
    clock = asyncio.get_running_loop().time
    deadline = clock() + READY_SECONDS
    while clock() < deadline:
        info = await find(paths)
        if info is not None:
            return info
        if said.stat().st_size:
            deadline = min(deadline, clock() + GRACE_SECONDS)
        await asyncio.sleep(0.05)
    words = _last_words(said)
    raise MotiadError(
        ErrorCode.DAEMON_UNAVAILABLE,
        f"motiad could not be started: {words or f'no answer within {READY_SECONDS:g} s.'}",
        hint="“motiad serve” in a terminal shows why, “motiad doctor” what is missing.",
    )


def _start(paths: Paths, said: Path) -> None:
    paths.log.mkdir(mode=0o700, parents=True, exist_ok=True)
    said.write_bytes(b"")
    environment = QProcessEnvironment.systemEnvironment()
    environment.remove("MOTIA_API_KEY")
    child = QProcess()
    child.setProgram(sys.executable)
    child.setArguments(["-m", "motiad", *paths.arguments(), "serve", "--idle-exit", str(IDLE_SECONDS)])
    child.setProcessEnvironment(environment)
    child.setWorkingDirectory(str(paths.log))  # the daemon outlives the window, and has no project of its own
    child.setStandardOutputFile(str(said))
    child.setStandardErrorFile(str(said))
    child.setStandardInputFile(QProcess.nullDevice())
    if not child.startDetached():
        raise MotiadError(
            ErrorCode.DAEMON_UNAVAILABLE,
            f"motiad could not be started: {sys.executable} does not run.",
            hint="Install Motia Desktop again.",
        )


def _last_words(said: Path) -> str:
    """Return the end of what it printed, as one line."""
    lines = [line.strip() for line in said.read_text(errors="replace").splitlines()]
    return " ".join(line for line in lines if line)[-400:].removeprefix("motiad: ")
