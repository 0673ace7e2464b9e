"""How much memory a process that loads a project's configs may take.

A step's config is code, and code may want more memory than the machine has. Linux is told the limit (`RLIMIT_DATA`,
what a process has of its own), and the process is watched besides: what it maps or shares does not count there.
"""

import asyncio
import contextlib
import sys
from pathlib import Path

MOST = 2 * 1024**3
"""Bytes; a step that is only loaded takes some tens of MiB."""
LEAST = 512 * 1024**2
"""Bytes; Node itself does not start with much less."""
_PART = 4
"""Two builds with two readers each, all at their limit, leave the machine without swapping."""
_WATCH_SECONDS = 0.05
_MEMINFO = Path("/proc/meminfo")
_CGROUPS = Path("/sys/fs/cgroup")


def memory_limit() -> int:
    """Return the bytes for one reader: a quarter of what is free here now, from 512 MiB to 2 GiB.

    Blocks on file reading. Where the system does not tell what is free (macOS, Windows) it is 2 GiB.
    """
    free = [found for found in (_free_here(), _free_in_group()) if found is not None]
    return max(LEAST, min([MOST, *(each // _PART for each in free)]))


def in_words(size: int) -> str:
    """Return `1.5 GiB` or `600 MiB`."""
    return f"{size / 1024**3:.2g} GiB" if size >= 1024**3 else f"{size // 1024**2} MiB"


def set_limit(pid: int, limit: int) -> None:
    """Tell the system a process's limit, where it takes one for another process."""
    if sys.platform == "linux":
        import resource

        with contextlib.suppress(OSError, ValueError):  # it has ended, or has a lower limit already
            resource.prlimit(pid, resource.RLIMIT_DATA, (limit, limit))


async def outgrown(pid: int, limit: int) -> None:
    """Return when a process has more than `limit` bytes in memory; never where that cannot be seen."""
    while (resident := _resident(pid)) is not None:
        if resident > limit:
            return
        await asyncio.sleep(_WATCH_SECONDS)
    await asyncio.Event().wait()


def _resident(pid: int) -> int | None:
    """Return the bytes a process has in memory; takes some 20 us, less than a thread would."""
    if sys.platform == "linux":
        import resource

        with contextlib.suppress(OSError, IndexError):
            return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()
    return None


def _free_here() -> int | None:
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in _MEMINFO.read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return None


def _free_in_group() -> int | None:
    """Return what a container's own limit leaves; None where there is none."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        own = Path("/proc/self/cgroup").read_text().splitlines()[-1].rpartition(":")[2]
        group = _CGROUPS / own.lstrip("/")
        group = group if (group / "memory.max").exists() else _CGROUPS
        return int((group / "memory.max").read_text()) - int((group / "memory.current").read_text())
    return None
