"""Start a daemon in the background for a program that found none."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from motiad.client.discovery import find
from motiad.contract.codes import ErrorCode
from motiad.contract.http import RuntimeInfo
from motiad.errors import MotiadError
from motiad.paths import Paths

READY_SECONDS = 20.0
IDLE_SECONDS = 15 * 60
"""After this long without work and watchers the daemon ends by itself (admission policy, rule 1)."""


async def launch(paths: Paths, environ: Mapping[str, str] = os.environ) -> RuntimeInfo:
    """Start `motiad serve` in a session of its own and wait until it answers.

    Raises `MotiadError` (DAEMON_UNAVAILABLE) with the reason it gave when it does not come up.
    """
    child, said = _start(paths, environ)
    deadline = asyncio.get_running_loop().time() + READY_SECONDS
    while asyncio.get_running_loop().time() < deadline:
        info = await find(paths)
        if info is not None:
            return info
        if child.poll() not in (None, 0):  # 0: another one was faster, and is about to answer
            break
        await asyncio.sleep(0.05)
    last_words = said.read_text(errors="replace").strip().splitlines()[-3:]
    raise MotiadError(
        ErrorCode.DAEMON_UNAVAILABLE,
        "motiad could not be started: " + (" ".join(last_words) or f"no answer within {READY_SECONDS:g} s."),
        hint="Run `motiad serve` in a terminal to see why, or `motiad doctor`.",
    )


def _start(paths: Paths, environ: Mapping[str, str]) -> tuple[subprocess.Popen[bytes], Path]:
    """Start the daemon; returns it and the file that takes what it says until it is up."""
    paths.log.mkdir(mode=0o700, parents=True, exist_ok=True)
    said = paths.log / "motiad.start.log"
    with said.open("wb") as output:
        child = subprocess.Popen(
            [sys.executable, "-m", "motiad", *paths.arguments(), "serve", "--idle-exit", str(IDLE_SECONDS)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            env={name: value for name, value in environ.items() if name != "MOTIA_API_KEY"},
            cwd=paths.log,  # not the caller's folder: the daemon outlives it, and has no project of its own
        )
    return child, said
