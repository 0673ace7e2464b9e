"""What goes out on the stream, encoded once per state and stream name, not once per subscriber."""

import struct
from collections.abc import Callable, Hashable, Sequence
from typing import Any, Literal

from pydantic_core import to_json

from motiad.contract.delta import item_hash
from motiad.contract.deployment import DeploymentData
from motiad.server.rooms import Room

Kind = Literal["create", "update"]
_TEXT = 0x81
"""First byte of a WebSocket frame: a whole text message (RFC 6455, 5.2)."""


class Frame:
    """A message that many get, and the same as it stands on the wire: a server's frames are not masked."""

    __slots__ = ("payload", "wire")

    def __init__(self, payload: bytes) -> None:
        length = len(payload)
        if length < 126:
            head = struct.pack("!BB", _TEXT, length)
        elif length < 1 << 16:
            head = struct.pack("!BBH", _TEXT, 126, length)
        else:
            head = struct.pack("!BBQ", _TEXT, 127, length)
        self.payload = payload
        self.wire = head + payload


class State:
    """One state of a deployment and its JSON, encoded when first needed."""

    __slots__ = ("_body", "_hash", "_item", "_short", "data")

    def __init__(self, data: DeploymentData) -> None:
        self.data = data
        self._item: dict[str, Any] | None = None
        self._body: bytes | None = None
        self._hash: str | None = None
        self._short: State | None = None

    @property
    def item(self) -> dict[str, Any]:
        """The item as it goes over the wire."""
        if self._item is None:
            self._item = self.data.wire()
        return self._item

    @property
    def body(self) -> bytes:
        """The item as JSON."""
        if self._body is None:
            self._body = to_json(self.data.wire() if self._item is None else self._item)
        return self._body

    @property
    def hash(self) -> str:
        """What a client that puts the item together from changes compares it by."""
        if self._hash is None:
            self._hash = item_hash(self.item)
        return self._hash

    @property
    def chapter(self) -> tuple[int, str]:
        """Attempt and status: states of one chapter may stand for each other, a change must be told."""
        return self.data.attempt, self.data.status

    def without_logs(self) -> "State":
        """Return the state with its logs left out: a group's sync has a cap."""
        data = self.data
        if not (data.build_logs or data.upload_logs or data.deploy_logs):
            return self
        if self._short is None:
            self._short = State(data.model_copy(update={"build_logs": (), "upload_logs": (), "deploy_logs": ()}))
        return self._short


class Update:
    """One state as it is published to everybody; all of them share its bytes."""

    __slots__ = ("_frames", "stamp", "state")

    def __init__(self, state: State, stamp: int) -> None:
        self.state = state
        self.stamp = stamp
        self._frames: dict[Hashable, Frame] = {}

    def frame(self, room: Room, kind: Kind) -> Frame:
        """Return the message for a room, as `create` or as `update`."""
        found = self._frames.get((room.stream, kind))
        return found or self.shared((room.stream, kind), lambda: frame(self.stamp, room, kind, self.state.body))

    def shared(self, key: Hashable, make: Callable[[], bytes]) -> Frame:
        """Return the message of a key, made when first asked for."""
        found = self._frames.get(key)
        if found is None:
            found = self._frames[key] = Frame(make())
        return found


def item_sync(room: Room, state: State, stamp: int) -> bytes:
    """Return the `sync` of an item."""
    return frame(stamp, room, "sync", state.body)


def group_sync(room: Room, states: Sequence[State], stamp: int) -> bytes:
    """Return the `sync` of a group: an array."""
    return frame(stamp, room, "sync", b"[" + b",".join(state.body for state in states) + b"]")


def item_removed(room: Room, deployment_id: str, stamp: int) -> bytes:
    """Return the `delete` of an item; official clients read nothing of it but the id."""
    return frame(stamp, room, "delete", to_json({"id": deployment_id}))


def error_event(room: Room, error: dict[str, Any], stamp: int) -> bytes:
    """Return an error in the only form that does not crash the official Node client."""
    event = {"type": "event", "event": {"type": "error", "data": error}}
    return _head(stamp, room) + b',"event":' + to_json(event) + b"}"


def frame(stamp: int, room: Room, kind: str, body: bytes) -> bytes:
    """Return a message about a room, around the JSON of its data."""
    return b"".join((_head(stamp, room), b',"event":{"type":"', kind.encode(), b'","data":', body, b"}}"))


def _head(stamp: int, room: Room) -> bytes:
    head = {"timestamp": stamp, "streamName": room.stream, "groupId": room.group}
    if room.item is not None:
        head["id"] = room.item
    return to_json(head)[:-1]
