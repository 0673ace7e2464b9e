"""The daemon's stream: deployments as they change, over one WebSocket that comes back by itself."""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from types import TracebackType
from typing import Self

import aiohttp

from motiad.client.backoff import waits
from motiad.client.errors import unreachable
from motiad.client.mailbox import Mailbox
from motiad.client.reader import MAX_MESSAGE, Reader
from motiad.client.replica import BrokenChainError
from motiad.client.watch import Watch
from motiad.contract.deployment import DeploymentData
from motiad.contract.stream import ClientMessage, Subscription
from motiad.errors import MotiadError

log = logging.getLogger(__name__)

CONNECT_SECONDS = 10.0
GIVE_UP_SECONDS = 60.0
FIRST_WAIT = 0.1
LONGEST_WAIT = 5.0
HEARTBEAT_SECONDS = 30.0


class DeploymentStream:
    """Watches deployments; reconnects with jittered backoff and joins again, so a restart of the daemon is a pause."""

    def __init__(self, ws_url: str, token: str | None = None, *, give_up: float | None = GIVE_UP_SECONDS) -> None:
        """`give_up`: seconds without a connection after which watching raises DAEMON_UNAVAILABLE; None means never."""
        self._url = ws_url
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._give_up = give_up
        self._watches: dict[str, Watch] = {}
        self._reader = Reader()
        self._callbacks: set[asyncio.Task[None]] = set()
        self._listeners: list[Callable[[bool], None]] = []
        self._session: aiohttp.ClientSession | None = None
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(headers=self._headers)
        self._task = asyncio.create_task(self._run_guarded(self._session), name="deployment stream")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for callback in self._callbacks:
            callback.cancel()
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task, *self._callbacks})
        if self._session is not None:
            await self._session.close()

    @property
    def connected(self) -> bool:
        """Whether there is a connection right now."""
        return self._socket is not None

    def on_connection(self, callback: Callable[[bool], None]) -> None:
        """Have `callback` called with True whenever a connection is there, with False when it is lost."""
        self._listeners.append(callback)

    def on_change(
        self, callback: Callable[[DeploymentData], None], deployment_id: str | None = None
    ) -> Callable[[], None]:
        """Have `callback` called with what `watch`, or without an id `watch_all` yields; return how to end that.

        What it raises is logged, and the next state comes all the same. When the daemon stays away, nothing comes any
        more: `on_connection` tells.
        """
        states = self.watch_all() if deployment_id is None else self.watch(deployment_id)
        task = asyncio.create_task(_call(callback, states), name="stream callback")
        self._callbacks.add(task)
        task.add_done_callback(self._callbacks.discard)

        def end() -> None:
            task.cancel()

        return end

    async def watch(self, deployment_id: str) -> AsyncIterator[DeploymentData]:
        """Yield every state received of one deployment, never an older one; ends after the terminal state.

        A deployment that does not exist yet is waited for. Raises `MotiadError` (DAEMON_UNAVAILABLE) when the daemon
        stays away longer than `give_up`.
        """
        async with self._watching(deployment_id) as mailbox:
            while True:
                data = await mailbox.get()
                yield data
                if data.terminal:
                    return

    async def watch_all(self) -> AsyncIterator[DeploymentData]:
        """Yield every deployment, as it is and whenever it changes; ends only with an error, as `watch` does."""
        async with self._watching(None) as mailbox:
            while True:
                yield await mailbox.get()

    @contextlib.asynccontextmanager
    async def _watching(self, deployment_id: str | None) -> AsyncIterator[Mailbox]:
        if self._task is None:
            raise RuntimeError("DeploymentStream is used as `async with DeploymentStream(...) as stream`")
        watch = Watch(deployment_id)
        key = watch.subscription.subscription_id
        if self._task.done():
            watch.mailbox.fail(unreachable(self._url, "the stream has ended"))
        self._watches[key] = watch
        try:
            await self._join(watch)
            yield watch.mailbox
        finally:
            self._watches.pop(key, None)
            others = self._watches.values()
            self._reader.forget(keep=[each for each in self._reader.known if any(one.covers(each) for one in others)])
            await self._send("leave", watch.subscription)

    async def _run_guarded(self, session: aiohttp.ClientSession) -> None:
        """Run; whatever ends it, nobody is left waiting."""
        why = "the stream has ended"
        try:
            why = await self._run(session)
        finally:
            for watch in self._watches.values():
                watch.mailbox.fail(unreachable(self._url, why))

    async def _run(self, session: aiohttp.ClientSession) -> str:
        """Connect, read, connect again; returns why it gave up."""
        loop = asyncio.get_running_loop()
        lost_at, pauses, why = loop.time(), waits(FIRST_WAIT, LONGEST_WAIT), "no connection"
        while True:
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    socket = await session.ws_connect(
                        self._url, heartbeat=HEARTBEAT_SECONDS, compress=0, max_msg_size=MAX_MESSAGE
                    )
            except (aiohttp.ClientError, OSError, ValueError) as error:
                why = _reason(error)
            else:
                async with socket:
                    with self._connection(socket):
                        await self._read(socket)
                if socket.close_code != aiohttp.WSCloseCode.TRY_AGAIN_LATER:
                    lost_at, pauses = loop.time(), waits(FIRST_WAIT, LONGEST_WAIT)
                why = f"the connection was closed ({socket.close_code})"
            if self._give_up is not None and loop.time() - lost_at > self._give_up:
                return why
            await asyncio.sleep(next(pauses))

    @contextlib.contextmanager
    def _connection(self, socket: aiohttp.ClientWebSocketResponse) -> Iterator[None]:
        self._socket = socket
        self._tell(connected=True)
        try:
            yield
        finally:
            self._socket = None
            self._tell(connected=False)

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._reader.connected()
        for watch in list(self._watches.values()):
            await self._join(watch)
        with contextlib.suppress(BrokenChainError):
            async for message in socket:
                if message.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
                    self._receive(message.data)

    def _receive(self, frame: str | bytes) -> None:
        read = self._reader.read(frame)
        if read is None:
            return
        message, states = read
        for watch in list(self._watches.values()):
            if watch.deployment_id is None and message.id is not None and message.event.type == "sync":
                continue
            if watch.deployment_id is not None and message.id != watch.deployment_id:
                continue
            for data in states:
                watch.take(data, message.timestamp)

    async def _join(self, watch: Watch) -> None:
        extensions = self._reader.extensions(watch.deployment_id)
        await self._send("join", watch.subscription.model_copy(update={"extensions": extensions}))

    async def _send(self, kind: str, subscription: Subscription) -> None:
        socket = self._socket
        if socket is None:
            return  # joined as soon as there is a connection
        message = ClientMessage.model_validate({"type": kind, "data": subscription.wire()})
        with contextlib.suppress(ConnectionError, TimeoutError, aiohttp.ClientError):
            # Not wait_for: until Python 3.12 it forgets a cancellation that comes as the message goes out. Nor
            # asyncio.timeout: whoever stops watching may have caught a cancellation (see Python 3.11.2).
            sending = asyncio.ensure_future(socket.send_str(json.dumps(message.wire())))
            sending.add_done_callback(lambda sent: sent.cancelled() or sent.exception())
            done, _ = await asyncio.wait({sending}, timeout=CONNECT_SECONDS)
            sending.cancel()
            for sent in done:
                sent.result()

    def _tell(self, *, connected: bool) -> None:
        for listener in self._listeners:
            try:
                listener(connected)
            except Exception:  # somebody else's bug must not end the stream
                log.exception("a connection callback failed")


async def _call(callback: Callable[[DeploymentData], None], states: AsyncIterator[DeploymentData]) -> None:
    try:
        async for data in states:
            try:
                callback(data)
            except Exception:  # somebody else's bug must not end the stream
                log.exception("a callback for deployment %s failed", data.id)
    except MotiadError as error:
        log.warning("no more states for a callback: %s", error)


def _reason(error: BaseException) -> str:
    if isinstance(error, aiohttp.WSServerHandshakeError):
        return f"the stream was refused with status {error.status}"
    if isinstance(error, TimeoutError):
        return f"no connection within {CONNECT_SECONDS:g} s"
    if isinstance(error, aiohttp.ClientConnectorError):
        return (error.os_error.strerror or "no connection").lower()
    return "the connection failed"
