"""Finds the daemon or starts one, and stays with it: says when it is lost, and gets it back."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from PySide6.QtCore import QCoreApplication

from motia_desktop import __version__
from motia_desktop.crash import log
from motia_desktop.stores.connection import Connection, Link
from motia_desktop.stores.feed import Feed
from motiad.client import DaemonClient, DeploymentStream, RuntimeInfo, end_idle, find, reach
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError
from motiad.paths import Paths

GONE_SECONDS = 4.0
"""How long a connection may be away before the daemon itself is looked for."""
LOOK_SECONDS = 3.0
"""How often somebody else's daemon is looked for while there is none."""


async def _reach(paths: Paths) -> RuntimeInfo:
    return await reach(paths, say=log.warning)


class Supervisor:
    """Runs as one task for as long as the program does."""

    def __init__(
        self,
        paths: Paths,
        connection: Connection,
        feed: Feed,
        *,
        start: Callable[[Paths], Awaitable[RuntimeInfo]] | None = _reach,
        gone_seconds: float = GONE_SECONDS,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        """`start` returns the daemon, starting one where none runs; without it one is only looked for."""
        self._paths = paths
        self._connection = connection
        self._feed = feed
        self._start = start
        self._gone_seconds = gone_seconds
        self._look_seconds = look_seconds
        self._wanted = asyncio.Event()

    def again(self) -> None:
        """Try at once: a person asked for it."""
        self._wanted.set()

    async def run(self) -> None:
        """Keep a connection until cancelled."""
        while True:
            info = None
            try:
                info = await (self._start or find)(self._paths)
                if info is None:
                    self._connection.become(Link.OFFLINE)
                    await self._look()
                    continue
                if info.version != __version__:
                    await self._replace(info)
                    continue
                await self._stay(info)
            except MotiadError as error:
                if info is None or await self._there(info):
                    self._connection.become(Link.OFFLINE, error=error)
                    await self._look()
                else:  # it died under a question, so to speak: it is started again, as it is when it dies later
                    await asyncio.sleep(self._gone_seconds)
            self._connection.become(Link.RECONNECTING)

    async def _replace(self, info: RuntimeInfo) -> None:
        """Say that the daemon is of another version; end it when a person asks and it has nothing to do."""
        async with DaemonClient(info.url, info.token) as client:
            busy = bool(await client.active())
        self._tell_outdated(_of_another_version(info, busy=busy))
        await self._look()
        if self._wanted.is_set() and not busy:
            self._connection.become(Link.STARTING)
            await end_idle(self._paths, info)

    def _tell_outdated(self, error: MotiadError) -> None:
        told = self._connection.error
        if (
            self._connection.link is not Link.OUTDATED
            or told is None
            or (told.message, told.details) != (error.message, error.details)
        ):
            self._connection.become(Link.OUTDATED, error=error)

    async def _stay(self, info: RuntimeInfo) -> None:
        """Follow one daemon until it is gone."""
        async with (
            DaemonClient(info.url, info.token) as client,
            DeploymentStream(info.ws_url, info.token) as stream,
        ):
            lost, back = asyncio.Event(), asyncio.Event()

            def told(connected: bool) -> None:
                (lost if connected else back).clear()
                (back if connected else lost).set()
                link = Link.ONLINE if connected else Link.RECONNECTING
                self._connection.become(link, client=client)

            stream.on_connection(told)
            feed = asyncio.ensure_future(self._feed.run(client, stream))
            watch = asyncio.ensure_future(self._until_gone(info, lost, back))
            try:
                done, _ = await asyncio.wait({feed, watch}, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
            finally:
                for task in (feed, watch):
                    task.cancel()
                await asyncio.gather(feed, watch, return_exceptions=True)

    async def _until_gone(self, info: RuntimeInfo, lost: asyncio.Event, back: asyncio.Event) -> None:
        while True:
            await lost.wait()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(back.wait(), self._gone_seconds)
            if not await self._there(info):  # also when it is back: a killed daemon's port may be another's by now
                return

    async def _there(self, info: RuntimeInfo) -> bool:
        """Return whether a daemon is the one that runs."""
        there = await find(self._paths)
        return there is not None and (there.pid, there.url) == (info.pid, info.url)

    async def _look(self) -> None:
        """Wait until a person asks, or a daemon turns up by itself."""
        self._wanted.clear()
        while not self._wanted.is_set():
            try:
                await asyncio.wait_for(self._wanted.wait(), self._look_seconds)
            except TimeoutError:
                if await find(self._paths) is not None:
                    return


def _of_another_version(info: RuntimeInfo, *, busy: bool) -> MotiadError:
    words = QCoreApplication.translate("Supervisor", "motiad {theirs} runs here, this window is {ours}.")
    if busy:
        hint = QCoreApplication.translate(
            "Supervisor", "It has a deployment to do: this window takes over as soon as that has ended."
        )
    else:
        hint = QCoreApplication.translate(
            "Supervisor", "It has nothing to do: restart it in this window's version. Its history stays."
        )
    return MotiadError(
        ErrorCode.DAEMON_UNAVAILABLE,
        words.format(theirs=info.version, ours=__version__),
        hint=hint,
        details={"busy": busy},
    )
