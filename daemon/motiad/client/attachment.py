"""Reach the daemon of this installation: the one that runs, or one that is started for it."""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from motiad import __version__
from motiad.client.daemon import DaemonClient
from motiad.client.discovery import claimed, find
from motiad.client.launcher import launch
from motiad.client.stream import DeploymentStream
from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import DeploymentData
from motiad.contract.http import RuntimeInfo
from motiad.errors import MotiadError
from motiad.paths import Paths, base_dir

END_SECONDS = 30.0
"""How long an older daemon may take to end in order."""


@dataclass(frozen=True)
class Attached:
    """A daemon a program talks to."""

    client: DaemonClient
    stream: DeploymentStream
    info: RuntimeInfo
    started: bool
    """Whether it was started for this program."""


def _nobody(_: str) -> None:
    """Tell nobody."""


@asynccontextmanager
async def attach(
    paths: Paths | None = None,
    *,
    start: bool = True,
    say: Callable[[str], None] = _nobody,
    environ: Mapping[str, str] = os.environ,
) -> AsyncIterator[Attached]:
    """Connect to the daemon of this installation; `start` allows to start one in the background.

    Without `paths` it is the one of MOTIAD_BASE_DIR, or of this user.

    `say` is told in a sentence what a person should know: a daemon that had been killed, another version, another port.
    Raises `MotiadError` (DAEMON_UNAVAILABLE).
    """
    paths = paths or Paths.under(base_dir(None, environ))
    started = False
    if start:
        info, started = await _reach(paths, say, environ)
    elif (running := await find(paths)) is not None:
        info = running
        if info.version != __version__:
            say(_of_another_version(info))
    else:
        raise MotiadError(
            ErrorCode.DAEMON_UNAVAILABLE,
            "No motiad is running here.",
            hint="Start one with `motiad serve`, or deploy: `motiad deploy` starts one by itself.",
        )
    async with (
        DaemonClient(info.url, info.token) as client,
        DeploymentStream(info.ws_url, info.token) as stream,
    ):
        yield Attached(client, stream, info, started)


async def reach(
    paths: Paths, *, say: Callable[[str], None] = _nobody, environ: Mapping[str, str] = os.environ
) -> RuntimeInfo:
    """Return the running daemon, starting one where there is none: what window, tray and commands do first.

    An older one that a program had started gives way to this version as soon as it has nothing to do; one that somebody
    runs, as a service or in a terminal, is theirs to restart. Raises `MotiadError` (DAEMON_UNAVAILABLE).
    """
    info, _ = await _reach(paths, say, environ)
    return info


async def _reach(paths: Paths, say: Callable[[str], None], environ: Mapping[str, str]) -> tuple[RuntimeInfo, bool]:
    """Return the daemon, and whether it was started now."""
    info = await find(paths)
    if info is not None and info.version != __version__:
        info = await _renew(paths, info, say)
    if info is not None:
        return info, False
    killed = await claimed(paths)
    info = await launch(paths, environ)
    if killed is not None:
        say(f"The motiad before (process {killed.pid}) did not end in order; this one goes on with its deployments.")
    for notice in info.notices:
        say(notice)
    return info, True


async def _renew(paths: Paths, info: RuntimeInfo, say: Callable[[str], None]) -> RuntimeInfo | None:
    """End an older daemon if that disturbs nobody; returns None once it is gone, or the one to go on with."""
    if not info.on_demand or not older(info.version, __version__):
        say(_of_another_version(info))
        return info
    if active := await end_idle(paths, info):
        first = active[0]
        say(
            f"motiad {info.version} runs here and this is {__version__}; it still has deployment {first.id} to do "
            f"({first.status}, {first.progress} %), and is replaced when it is idle. "
            f"`motiad watch {first.id}` follows it."
        )
        return info
    say(f"motiad {info.version} was idle here: motiad {__version__} takes its place.")
    return None


async def end_idle(paths: Paths, info: RuntimeInfo) -> tuple[DeploymentData, ...]:
    """Have a daemon end that has nothing to do, and wait until it has; returns what it goes on for if it does not.

    Raises `MotiadError` (DAEMON_UNAVAILABLE) when it does not end in time.
    """
    async with DaemonClient(info.url, info.token) as client:
        if active := await client.active():
            return active
        await client.shutdown()
    try:
        async with asyncio.timeout(END_SECONDS):
            while await find(paths) is not None:  # noqa: ASYNC110 - another process's doing
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise MotiadError(
            ErrorCode.DAEMON_UNAVAILABLE,
            f"motiad {info.version} (process {info.pid}) was asked to end and did not within {END_SECONDS:g} s.",
            hint="End that process, then try again.",
        ) from None
    return ()


def older(version: str, other: str) -> bool:
    """Return whether one release came before another; numbers count, what follows them does not."""
    return _numbers(version) < _numbers(other)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", re.split(r"[^\d.]", version, maxsplit=1)[0])))


def _of_another_version(info: RuntimeInfo) -> str:
    if older(__version__, info.version):
        what = "update this program"
    elif info.on_demand:
        what = "it is replaced by the next deployment"
    else:
        what = f"restart it (process {info.pid}) when it is convenient"
    return f"motiad {info.version} runs here and this is {__version__}: {what}."
