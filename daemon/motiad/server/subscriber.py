"""One connected client: what it watches, what waits for it, and the one task that writes to it."""

import asyncio
import logging
import zlib
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiohttp import WSCloseCode, WSMsgType, web

from motiad.contract.delta import VERSION, Extensions
from motiad.server.messages import Kind, State, Update
from motiad.server.rooms import Room
from motiad.server.views import DeltaView, Resume, View, WholeView

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

    Nothing here waits but the writer: `offer` and the syncs put messages into one queue, in order. For each item the
    newest waiting state is a slot that newer states of the same status replace; a change of status is never swallowed.
    """

    def __init__(
        self, socket: web.WebSocketResponse, abort: Callable[[], None], transport: asyncio.WriteTransport | None = None
    ) -> None:
        """`transport`: the socket's; while it has nothing left to send, updates are written to it at once."""
        self._socket = socket
        self._abort = abort
        self._transport = transport
        self._writing = False
        self._view: View = WholeView()
        self._deflate: zlib._Compress | None = None
        self._queue: deque[_Single | _Slot] = deque()
        self._slots: dict[Room, _Slot] = {}
        """Per item, the state that waits last; only that one may be replaced."""
        self._held: dict[Room, set[str]] = {}
        """Per joined group, the deployments the client knows: others must come as `create`."""
        self._wake = asyncio.Event()
        self._written = asyncio.Event()
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
        """Queue a new state of an item; `first` when nobody can have seen the item before."""
        held = self._held.get(room.whole_group) if self._held else None
        kind: Kind = "create" if first else "update"
        if held is not None:
            kind = "update" if update.state.data.id in held else "create"
            held.add(update.state.data.id)
        if self._idle:
            assert self._transport is not None
            self._transport.write(self._view.update(room, update, kind).wire)
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

    def tell(self, room: Room, frame: bytes) -> None:
        """Queue a message that is no state: an error."""
        self._slots.pop(room, None)
        self._append(_Single(room, lambda: frame))

    def forget(self, room: Room) -> None:
        """Stop tracking what the client holds of a group it left."""
        self._held.pop(room, None)

    async def write(self) -> None:
        """Send what waits, until the socket ends; a client that does not read is cut."""
        try:
            while self.open:
                await self._wake.wait()
                self._wake.clear()
                self._writing = True
                while self._queue:
                    waiting = self._queue.popleft()
                    if self._slots.get(waiting.room) is waiting:
                        del self._slots[waiting.room]
                    if isinstance(waiting, _Slot) and not self.watches(waiting.room):
                        continue
                    async with asyncio.timeout(DRAIN_SECONDS):
                        await self._socket.send_frame(*self._encode(waiting))
                self._writing = False
        except TimeoutError:
            log.info("cut a stream client that did not read for %s s", DRAIN_SECONDS)
            self._cut()
        except ConnectionError:
            self.open = False
        finally:
            self._written.set()

    async def close(self, code: int = WSCloseCode.GOING_AWAY, message: bytes = b"") -> None:
        """Send what waits, then close the socket with a code; cut it when that takes too long."""
        self.open = False
        self._wake.set()
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._written.wait()
                await self._socket.close(code=code, message=message)
        except (TimeoutError, ConnectionError):
            self._abort()

    @property
    def _idle(self) -> bool:
        """Whether what is written now goes out now: a task for each client and update costs more than the sending."""
        return (
            self._transport is not None
            and not self._writing
            and not self._queue
            and self._deflate is None
            and self.open
            and not self._transport.is_closing()
            and self._transport.get_write_buffer_size() == 0
        )

    def _encode(self, waiting: _Single | _Slot) -> tuple[bytes, WSMsgType]:
        if isinstance(waiting, _Slot):
            payload = self._view.update(waiting.room, waiting.update, waiting.kind).payload
        else:
            payload = waiting.encode()
        if self._deflate is None:
            return payload, WSMsgType.TEXT
        return self._deflate.compress(payload) + self._deflate.flush(zlib.Z_SYNC_FLUSH), WSMsgType.BINARY

    def _append(self, waiting: _Single | _Slot) -> None:
        if not self.open:
            return
        if len(self._queue) >= MAX_WAITING:
            log.info("cut a stream client with %s messages waiting", len(self._queue))
            self._cut()
            return
        self._queue.append(waiting)
        self._wake.set()

    def _cut(self) -> None:
        self.open = False
        self._queue.clear()
        self._slots.clear()
        self._abort()
