"""The one way of starting a daemon in the background, for a window, a tray or a command that found none."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Thread

from filelock import FileLock, Timeout

from motiad.client.discovery import find
from motiad.contract.codes import ErrorCode
from motiad.contract.http import RuntimeInfo
from motiad.errors import MotiadError
from motiad.paths import Paths, program

READY_SECONDS = 20.0
LOOK_SECONDS = 0.05
NOT_FOR_THE_DAEMON = {"MOTIA_API_KEY", "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "JOURNAL_STREAM"}
"""The caller's own: its key, and what ties it to the service manager that runs it."""


async def launch(paths: Paths, environ: Mapping[str, str] = os.environ) -> RuntimeInfo:
    """Start `motiad serve` in a session of its own and wait until it answers; it outlives the caller.

    Of several programs that call this at once, one starts it and all find it. Bounded by 20 seconds. Raises
    `MotiadError` (DAEMON_UNAVAILABLE) with the reason it gave when it does not come up.
    """
    clock = asyncio.get_running_loop().time
    deadline = clock() + READY_SECONDS
    said = paths.log / "motiad.start.log"
    turn: FileLock | None = None
    child: subprocess.Popen[bytes] | None = None
    try:
        while clock() < deadline:
            info = await find(paths)
            if info is not None:
                return info
            if turn is None:
                turn = await asyncio.to_thread(_take_turn, paths)  # a starter that is killed lets go of it
            elif child is None:
                child = await asyncio.to_thread(_start, paths, environ, said)
            elif child.poll() not in (None, 0):  # 0: there was one already, and it is about to answer
                break
            await asyncio.sleep(LOOK_SECONDS)
    except OSError as error:
        raise _failed(f"{error.strerror or error}: {error.filename or sys.executable}.") from None
    finally:
        if turn is not None:
            turn.release()
    words = await asyncio.to_thread(_last_words, said)
    raise _failed(words or f"no answer within {READY_SECONDS:g} s.")


def _take_turn(paths: Paths) -> FileLock | None:
    paths.run.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FileLock(paths.run / "start.lock", thread_local=False)
    with suppress(Timeout):
        lock.acquire(timeout=0)
        return lock
    return None


def _start(paths: Paths, environ: Mapping[str, str], said: Path) -> subprocess.Popen[bytes]:
    """Start the daemon; `said` takes what it says until it is up."""
    paths.log.mkdir(mode=0o700, parents=True, exist_ok=True)
    with said.open("wb") as output:
        child = subprocess.Popen(
            [*program(), *paths.arguments(), "serve", "--on-demand"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            creationflags=getattr(subprocess, "DETACHED_PROCESS", 0),
            env={name: value for name, value in environ.items() if name not in NOT_FOR_THE_DAEMON},
            cwd=paths.log,  # not the caller's folder: the daemon outlives it, and has no project of its own
        )
    # Somebody has to take note of its end, or it stays a zombie for as long as the window is open.
    Thread(target=child.wait, name="end of motiad", daemon=True).start()
    return child


def _last_words(said: Path) -> str:
    """Return the end of what it printed, as one line."""
    try:
        lines = [line.strip() for line in said.read_text("utf-8", "replace").splitlines()]
    except OSError:
        return ""
    return " ".join(line for line in lines if line)[-400:].removeprefix("motiad: ")


def _failed(why: str) -> MotiadError:
    return MotiadError(
        ErrorCode.DAEMON_UNAVAILABLE,
        f"motiad could not be started: {why}",
        hint="Run `motiad serve` in a terminal to see why, or `motiad doctor`.",
    )
