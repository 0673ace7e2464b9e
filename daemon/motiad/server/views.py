"""How one client is told: whole items, as the official protocol has it, or changes (`docs/stream-extension.md`)."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol

from pydantic_core import to_json

from motiad.contract.delta import LOG_FIELDS, ROW_FIELDS, Held, LogChange
from motiad.contract.deployment import DeploymentData
from motiad.deployments import logtail
from motiad.server.messages import Frame, Kind, State, Update, frame, group_sync, item_sync
from motiad.server.rooms import Room, item_rooms

Resume = Mapping[str, Held]
"""By deployment, what of it a client that comes back has."""
NOTHING_HELD: Resume = MappingProxyType({})


class View(Protocol):
    """Makes one client's messages, in the order in which they are sent."""

    def update(self, room: Room, update: Update, kind: Kind) -> Frame:
        """Return the message of an item's new state."""
        ...

    def item(self, room: Room, state: State, stamp: int, resume: Resume) -> bytes:
        """Return the answer to the join of an item."""
        ...

    def group(self, room: Room, states: Sequence[State], stamp: int, resume: Resume) -> bytes:
        """Return the answer to the join of a group."""
        ...


class WholeView:
    """The official protocol."""

    def update(self, room: Room, update: Update, kind: Kind) -> Frame:
        """Return the whole item."""
        return update.frame(room, kind)

    def item(self, room: Room, state: State, stamp: int, resume: Resume) -> bytes:  # noqa: ARG002
        """Return the `sync` of an item."""
        return item_sync(room, state, stamp)

    def group(self, room: Room, states: Sequence[State], stamp: int, resume: Resume) -> bytes:  # noqa: ARG002
        """Return the `sync` of a group."""
        return group_sync(room, states, stamp)


WHOLE = WholeView()
"""It keeps nothing: one does for all clients."""


class DeltaView:
    """The extension: every message builds on the one before about the same item."""

    def __init__(self) -> None:
        self._bases: dict[Room, tuple[int, State]] = {}
        """What the client has of items that go on, and the stamp it came with."""
        self._told: set[str] = set()
        """The deployments it has heard of; what it held of them before it came no longer counts."""

    def update(self, room: Room, update: Update, kind: Kind) -> Frame:  # noqa: ARG002
        """Return what changed; clients that have seen the same share the bytes."""
        stamp, base = self._bases.get(room, (None, None))
        self._remember(room, update.state, update.stamp)
        return update.shared(
            (room.stream, stamp),
            lambda: frame(update.stamp, room, "delta", _delta(stamp, base, update.state)),
        )

    def item(self, room: Room, state: State, stamp: int, resume: Resume) -> bytes:
        """Return the item, without the log lines the client has."""
        return frame(stamp, room, "delta", self._fresh(room, state, stamp, resume))

    def group(self, room: Room, states: Sequence[State], stamp: int, resume: Resume) -> bytes:
        """Return the items of a group, each without the log lines the client has."""
        items = []
        for state in states:
            member = next(each for each in item_rooms(state.data.id) if each.whole_group == room)
            items.append(self._fresh(member, state, stamp, resume))
        return frame(stamp, room, "delta", b"[" + b",".join(items) + b"]")

    def _fresh(self, room: Room, state: State, stamp: int, resume: Resume) -> bytes:
        held = None if state.data.id in self._told else resume.get(state.data.id)
        self._remember(room, state, stamp)
        return _fresh(state, held)

    def _remember(self, room: Room, state: State, stamp: int) -> None:
        self._told.add(state.data.id)
        if state.data.terminal:
            self._bases.pop(room, None)
        else:
            self._bases[room] = stamp, state


def _delta(stamp: int | None, base: State | None, state: State) -> bytes:
    """Return the step from one state to a later one."""
    if base is None or stamp is None or base.data.attempt != state.data.attempt:
        return _fresh(state, None)
    before, after = base.item, state.item
    fields, rows, logs = {}, {}, {}
    for name, value in after.items():
        old = before.get(name, ...)
        if name in LOG_FIELDS or value == old:
            continue
        if name in ROW_FIELDS and _same_rows(old, value):
            rows[name] = _row_changes(old, value)
        else:
            fields[name] = value
    for name, (old_lines, new_lines) in _logs(base.data, state.data).items():
        if old_lines != new_lines:
            logs[name] = _log_change(new_lines, _common(old_lines, new_lines)).wire()
    gone = [name for name in before if name not in after]
    parts = {"fields": fields, "gone": gone, "rows": rows, "logs": logs}
    return to_json({"base": stamp, **{name: part for name, part in parts.items() if part}, "hash": state.hash})


def _fresh(state: State, held: Held | None) -> bytes:
    """Return a state for a client that has nothing of it, or some of its log."""
    known = held.lines if held is not None and held.attempt == state.data.attempt else {}
    fields = {name: value for name, value in state.item.items() if name not in LOG_FIELDS}
    logs = {
        name: _log_change(lines, known.get(name, 0)).wire()
        for name, (_, lines) in _logs(state.data, state.data).items()
        if lines
    }
    return to_json({"fields": fields, "logs": logs, "hash": state.hash})


def _logs(base: DeploymentData, data: DeploymentData) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    old = base.build_logs, base.upload_logs, base.deploy_logs
    new = data.build_logs, data.upload_logs, data.deploy_logs
    return dict(zip(LOG_FIELDS, zip(old, new, strict=True), strict=True))


def _log_change(tail: tuple[str, ...], known: int) -> LogChange:
    """Return how to come to `tail` from a log of which the first `known` lines have been seen."""
    omitted, lines = logtail.split(tail)
    after = known if omitted <= known <= omitted + len(lines) else omitted
    return LogChange(omitted=omitted, notice=tail[0] if omitted else None, after=after, add=lines[after - omitted :])


def _common(old_tail: tuple[str, ...], new_tail: tuple[str, ...]) -> int:
    """Return how many of a log's lines can stay; 0 when `new_tail` does not go on where `old_tail` ends."""
    old_omitted, old = logtail.split(old_tail)
    new_omitted, new = logtail.split(new_tail)
    end = old_omitted + len(old)
    goes_on = old_omitted <= new_omitted <= end and old[new_omitted - old_omitted :] == new[: end - new_omitted]
    return end if goes_on else 0


def _same_rows(old: Any, new: Any) -> bool:
    """Tell whether rows only changed or gained members."""
    return (
        isinstance(old, list)
        and len(old) == len(new)
        and all(a.keys() <= b.keys() for a, b in zip(old, new, strict=True))
    )


def _row_changes(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    return {
        index: {name: value for name, value in after.items() if before.get(name) != value}
        for index, (before, after) in enumerate(zip(old, new, strict=True))
        if before != after
    }
