"""What goes out on the stream, encoded once per state and stream name, not once per subscriber."""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic_core import to_json

from motiad.contract.deployment import DeploymentData
from motiad.server.rooms import Room

Kind = Literal["create", "update"]


class State:
    """One state of a deployment and its JSON, encoded when first needed."""

    __slots__ = ("_body", "_short", "data")

    def __init__(self, data: DeploymentData) -> None:
        self.data = data
        self._body: bytes | None = None
        self._short: State | None = None

    @property
    def body(self) -> bytes:
        """The item as JSON."""
        if self._body is None:
            self._body = to_json(self.data.wire())
        return self._body

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
        self._frames: dict[tuple[str, Kind], bytes] = {}

    def frame(self, room: Room, kind: Kind) -> bytes:
        """Return the message for a room, as `create` or as `update`."""
        key = (room.stream, kind)
        frame = self._frames.get(key)
        if frame is None:
            frame = self._frames[key] = _frame(self.stamp, room, kind, self.state.body)
        return frame


def item_sync(room: Room, state: State, stamp: int) -> bytes:
    """Return the `sync` of an item."""
    return _frame(stamp, room, "sync", state.body)


def group_sync(room: Room, states: Sequence[State], stamp: int) -> bytes:
    """Return the `sync` of a group: an array."""
    return _frame(stamp, room, "sync", b"[" + b",".join(state.body for state in states) + b"]")


def error_event(room: Room, error: dict[str, Any], stamp: int) -> bytes:
    """Return an error in the only form that does not crash the official Node client."""
    event = {"type": "event", "event": {"type": "error", "data": error}}
    return _head(stamp, room) + b',"event":' + to_json(event) + b"}"


def _frame(stamp: int, room: Room, kind: str, body: bytes) -> bytes:
    return b"".join((_head(stamp, room), b',"event":{"type":"', kind.encode(), b'","data":', body, b"}}"))


def _head(stamp: int, room: Room) -> bytes:
    head = {"timestamp": stamp, "streamName": room.stream, "groupId": room.group}
    if room.item is not None:
        head["id"] = room.item
    return to_json(head)[:-1]
