"""Reach the daemon: the one that runs, or one started for this command."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from motiad.client import DaemonClient, DeploymentStream, RuntimeInfo, find, launch
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError
from motiad.paths import Paths


@dataclass(frozen=True)
class Attached:
    """A daemon this command talks to."""

    client: DaemonClient
    stream: DeploymentStream
    info: RuntimeInfo
    started: bool
    """Whether it was started for this command."""


@asynccontextmanager
async def attach(paths: Paths, *, start: bool = False) -> AsyncIterator[Attached]:
    """Connect to the daemon of this installation, starting one in the background if `start` allows it.

    Raises `MotiadError` (DAEMON_UNAVAILABLE).
    """
    info = await find(paths)
    started = info is None and start
    if started:
        info = await launch(paths)
    if info is None:
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
