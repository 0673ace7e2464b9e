"""One connected client: what it watches, what goes to it at once, and what waits for it."""

import asyncio
import logging
import zlib
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiohttp import WSCloseCode, WSMsgType, web

from motiad.contract.delta import VERSION, Extensions
from motiad.server.messages import Kind, State, Update, item_removed
from motiad.server.rooms import Room
from motiad.server.views import WHOLE, DeltaView, Resume, View

log = logging.getLogger(__name__)

DRAIN_SECONDS = 5.0
"""How long a client may take to read before it is cut."""
CLOSE_SECONDS = 2.0
MAX_WAITING = 8192
"""Messages that may wait for one client; a client that reads never comes near."""


@dataclass(slots=True, eq=False)
class _Single:
    """A message for this client alone: a sync or an error; encoded when its turn comes."""

    room: Room
    encode: Callable[[], bytes]


@dataclass(slots=True, eq=False)
class _Slot:
    """A waiting state, which a newer one of the same chapter may replace."""

    room: Room
    update: Update
    kind: Kind


class Subscriber:
    """A client of the stream.

    While the client keeps up, an update is one write of bytes that all share. What cannot go out at once waits in one
    queue, in order, with a task that lives until it is empty. For each item the newest waiting state is a slot that
    newer states of the same status replace; a change of status is never swallowed.
    """

    __slots__ = (
        "_abort",
        "_deflate",
        "_held",
        "_queue",
        "_slots",
        "_socket",
        "_transport",
        "_view",
        "_writer",
        "open",
        "subscriptions",
    )

    def __init__(
        self, socket: web.WebSocketResponse, abort: Callable[[], None], transport: asyncio.WriteTransport | None = None
    ) -> None:
        """`transport`: the socket's; while it has nothing left to send, updates are written to it at once."""
        self._socket = socket
        self._abort = abort
        self._transport = transport
        self._writer: asyncio.Task[None] | None = None
        """Sends what waits; there is none while nothing does."""
        self._view: View = WHOLE
        self._deflate: zlib._Compress | None = None
        self._queue: deque[_Single | _Slot] = deque()
        self._slots: dict[Room, _Slot] = {}
        """Per item, the state that waits last; only that one may be replaced."""
        self._held: dict[Room, set[str]] = {}
        """Per joined group, the deployments the client knows: others must come as `create`."""
        self.subscriptions: dict[str, Room] = {}
        """By subscription id; ids are this client's own, nobody else can end them."""
        self.open = True

    def watches(self, room: Room) -> bool:
        """Tell whether a message for the room means anything to this client."""
        return any(mine in (room, room.whole_group) for mine in self.subscriptions.values())

    def extend(self, extensions: Extensions) -> None:
        """Tell this client in future what changed, if it knows our version of that; there is no way back."""
        if extensions.deltas != VERSION or isinstance(self._view, DeltaView):
            return
        self._view = DeltaView()
        if extensions.deflate:
            self._deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)

    def offer(self, room: Room, update: Update, *, first: bool) -> None:
        """Send a new state of an item, or queue it; `first` when nobody can have seen the item before."""
        kind: Kind = "create" if first else "update"
        if self._held and (held := self._held.get(room.whole_group)) is not None:
            kind = "update" if update.state.data.id in held else "create"
            held.add(update.state.data.id)
        if self._writer is None and (transport := self._flowing()) is not None:
            transport.write(self._view.update(room, update, kind).wire)
            return
        slot = self._slots.get(room)
        if slot is not None and slot.update.state.chapter == update.state.chapter:
            slot.update = update
            return
        self._slots[room] = slot = _Slot(room, update, kind)
        self._append(slot)

    def sync_item(self, room: Room, state: State, stamp: int, resume: Resume) -> None:
        """Queue an item's current state for a new subscription."""
        self._slots.pop(room, None)
        self._append(_Single(room, lambda: self._view.item(room, state, stamp, resume)))

    def sync_group(self, room: Room, states: Sequence[State], stamp: int, resume: Resume) -> None:
        """Queue a group's current states; everything queued before stays before it."""
        self._held[room] = {state.data.id for state in states}
        for slot in [slot for slot in self._slots if slot.whole_group == room]:
            del self._slots[slot]
        self._append(_Single(room, lambda: self._view.group(room, states, stamp, resume)))

    def remove(self, room: Room, deployment_id: str, stamp: int) -> None:
        """Queue the end of a group's item; should there be one of that id again, it comes as `create`."""
        self._held.get(room.whole_group, set()).discard(deployment_id)
        self.tell(room, item_removed(room, deployment_id, stamp))

    def tell(self, room: Room, frame: bytes) -> None:
        """Queue a message that is no state: an error."""
        self._slots.pop(room, None)
        self._append(_Single(room, lambda: frame))

    def forget(self, room: Room) -> None:
        """Drop what waits of a room that the client has left: joining again, it would begin with that, out of date."""
        self._held.pop(room, None)
        left = {each.room for each in self._queue if room in (each.room, each.room.whole_group)}
        left = {each for each in left if not self.watches(each)}
        self._queue = deque(waiting for waiting in self._queue if waiting.room not in left)
        self._slots = {each: slot for each, slot in self._slots.items() if each not in left}

    async def close(self, code: int = WSCloseCode.GOING_AWAY, message: bytes = b"") -> None:
        """Send what waits, then close the socket with a code; cut it when that takes too long."""
        self.open = False
        try:
            # Under Python 3.11.2 asyncio.timeout does not end in TimeoutError where a cancellation was caught before.
            await asyncio.wait_for(self._finish(code, message), CLOSE_SECONDS)
        except (TimeoutError, ConnectionError):
            self._abort()

    async def end(self) -> None:
        """Drop what waits: the connection is gone."""
        self.open = False
        if self._writer is not None:
            self._writer.cancel()
            await asyncio.wait({self._writer})

    def _flowing(self) -> asyncio.WriteTransport | None:
        """Return the transport if what is written to it now goes out now."""
        transport = self._transport
        if (
            transport is None
            or not self.open
            or self._deflate is not None
            or transport.is_closing()
            or transport.get_write_buffer_size()
        ):
            return None
        return transport

    def _append(self, waiting: _Single | _Slot) -> None:
        if not self.open:
            return
        if len(self._queue) >= MAX_WAITING:
            log.info("cut a stream client with %s messages waiting", len(self._queue))
            self._cut()
            return
        self._queue.append(waiting)
        if self._writer is None:
            self._writer = asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        """Send what waits, until nothing does; a client that does not read is cut."""
        try:
            while self._queue:
                waiting = self._queue.popleft()
                if self._slots.get(waiting.room) is waiting:
                    del self._slots[waiting.room]
                async with asyncio.timeout(DRAIN_SECONDS):
                    await self._socket.send_frame(*self._encode(waiting))
        except TimeoutError:
            log.info("cut a stream client that did not read for %s s", DRAIN_SECONDS)
            self._cut()
        except ConnectionError:
            self._drop()
        except Exception:
            log.exception("a stream client's message met a bug")
            self._cut()
        finally:
            self._writer = None

    async def _finish(self, code: int, message: bytes) -> None:
        if self._writer is not None:
            await asyncio.wait({self._writer})
        await self._socket.close(code=code, message=message)

    def _encode(self, waiting: _Single | _Slot) -> tuple[bytes, WSMsgType]:
        if isinstance(waiting, _Slot):
            payload = self._view.update(waiting.room, waiting.update, waiting.kind).payload
        else:
            payload = waiting.encode()
        if self._deflate is None:
            return payload, WSMsgType.TEXT
        return self._deflate.compress(payload) + self._deflate.flush(zlib.Z_SYNC_FLUSH), WSMsgType.BINARY

    def _cut(self) -> None:
        self._drop()
        self._abort()

    def _drop(self) -> None:
        self.open = False
        self._queue.clear()
        self._slots.clear()
