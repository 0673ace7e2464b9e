"""Real daemons in the background, and their end."""

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from motiad.client import RuntimeInfo
from motiad.paths import Paths

OLDER = """
import sys
from motiad.app import daemon
import motiad.cli.main
daemon.__version__ = sys.argv.pop(1)
motiad.cli.main.main()
"""
"""`motiad` with another version number: `python -c OLDER 0.0.9 serve …`."""


@contextlib.contextmanager
def none_left(paths: Paths) -> Iterator[None]:
    """End the daemon that the block has left running, if there is one."""
    try:
        yield
    finally:
        with contextlib.suppress(OSError, ValueError):
            end(RuntimeInfo.model_validate_json(paths.runtime_file.read_bytes()).pid)


def end(pid: int, number: int = signal.SIGTERM, seconds: float = 60.0) -> None:
    """End a process and wait until it is gone."""
    os.kill(pid, number)
    wait_until(lambda: not runs(pid), seconds)


def runs(pid: int) -> bool:
    """Return whether a process does anything still; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def is_zombie(pid: int) -> bool:
    """Return whether a process has ended and nobody took note of it."""
    return Path(f"/proc/{pid}").exists() and not runs(pid)


def wait_until(condition, seconds: float = 60.0) -> None:
    """Wait for something another process does."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


async def run(*command: str, environ: dict[str, str] | None = None) -> tuple[int, str, str]:
    """Run a command to its end."""
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(
        *command, stdout=pipe, stderr=pipe, env={**os.environ, **(environ or {})}
    )
    out, err = await asyncio.wait_for(child.communicate(), 150)
    return child.returncode or 0, out.decode(), err.decode()


def serve_as(version: str, paths: Paths, *arguments: str) -> list[str]:
    """Return the command that serves `paths` and calls itself another version."""
    return [sys.executable, "-c", OLDER, version, *paths.arguments(), "serve", "--port", "0", *arguments]
