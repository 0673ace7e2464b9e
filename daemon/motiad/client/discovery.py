"""Find the running daemon by its runtime file (`interfaces.md`, "Files")."""

import asyncio
import os
import stat
import sys

from pydantic import ValidationError

from motiad.client.daemon import DaemonClient
from motiad.contract.http import RuntimeInfo
from motiad.errors import MotiadError
from motiad.paths import Paths

ANSWER_SECONDS = 2.0


async def find(paths: Paths) -> RuntimeInfo | None:
    """Return the daemon of this installation, or None when there is none that lives and answers.

    Bounded by 2 seconds. A runtime file that others could have written is not believed, and whoever else listens on
    its port does not know the owner's token: a killed daemon's port may be another's by now.
    """
    info = await asyncio.to_thread(_read, paths)
    if info is None or not _lives(info.pid):
        return None
    try:
        async with DaemonClient(info.url, info.token, timeout=ANSWER_SECONDS) as client:
            await client.project()
    except MotiadError:
        return None
    return info


async def claimed(paths: Paths) -> RuntimeInfo | None:
    """Return what the runtime file says, whether or not there is a daemon behind it still."""
    return await asyncio.to_thread(_read, paths)


def _lives(pid: int) -> bool:
    if sys.platform == "win32":
        return True  # a signal of 0 would end it there; the health check has to do
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _read(paths: Paths) -> RuntimeInfo | None:
    try:
        with paths.runtime_file.open("rb") as file:
            if not _trustworthy(os.fstat(file.fileno())):
                return None
            return RuntimeInfo.model_validate_json(file.read())
    except (OSError, ValidationError):
        return None


def _trustworthy(status: os.stat_result) -> bool:
    if sys.platform == "win32":
        return True  # the folder is the user's own there
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
