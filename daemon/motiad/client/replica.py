"""What a client has of one deployment, put together from whole items or from changes (`docs/stream-extension.md`)."""

from collections.abc import Iterable, Mapping
from typing import Any

from motiad.contract.delta import LOG_FIELDS, Delta, Held, LogChange, item_hash
from motiad.contract.deployment import BuildOutput, DeploymentData, UploadOutput

_ROWS: Mapping[str, type[BuildOutput] | type[UploadOutput]] = {"build": BuildOutput, "upload": UploadOutput}


class BrokenChainError(Exception):
    """A change does not fit what is there: somebody has to send the item anew."""


class _Log:
    """The end of one log, by line numbers."""

    def __init__(self) -> None:
        self.omitted = 0
        self.lines: list[str] = []

    @property
    def end(self) -> int:
        """How many lines there have been."""
        return self.omitted + len(self.lines)

    def change(self, change: LogChange) -> None:
        """Drop from the head, add to the end."""
        kept: list[str] = []
        if change.after > change.omitted:
            if not self.omitted <= change.omitted < change.after == self.end:
                raise BrokenChainError(
                    f"has lines {self.omitted} to {self.end}, not {change.omitted} to {change.after}"
                )
            kept = self.lines[change.omitted - self.omitted :]
        self.lines = [*kept, *change.add]
        self.omitted = change.omitted


class Replica:
    """One deployment as the daemon has it."""

    def __init__(self) -> None:
        self.item: dict[str, Any] | None = None
        """None while there is nothing to start from."""
        self._stamp = 0
        self._rows: dict[str, list[tuple[Any, BuildOutput | UploadOutput]]] = {}
        self._logs: dict[str, _Log] = {}

    @property
    def held(self) -> Held | None:
        """What to ask the rest of after a reconnect; None when that is everything, or nothing."""
        if self.item is None or not self._logs:
            return None
        return Held(attempt=self.item.get("attempt", 1), lines={name: log.end for name, log in self._logs.items()})

    def state(self) -> DeploymentData:
        """Return the item as a state; a row that has not changed is the same object as in the state before.

        Raises `ValidationError` when it is none.
        """
        item = dict(self.item or {})
        for name, kind in _ROWS.items():
            before = iter(self._rows.get(name, ()))
            kept = ((row, *next(before, (None, None))) for row in item.get(name, ()))
            self._rows[name] = [
                (row, old if row is was and old is not None else kind.model_validate(row)) for row, was, old in kept
            ]
            item[name] = [model for _, model in self._rows[name]]
        return DeploymentData.model_validate(item)

    def apply(self, delta: Delta, stamp: int) -> None:
        """Take a step. Raises `BrokenChainError`, after which there is nothing here any more."""
        try:
            self.item = self._applied(delta)
            self._stamp = stamp
            if item_hash(self.item) != delta.hash:
                raise BrokenChainError("the result is not what the daemon has")
        except (BrokenChainError, LookupError, TypeError, AttributeError) as error:
            self.item, self._logs = None, {}
            raise BrokenChainError(str(error)) from error

    def _applied(self, delta: Delta) -> dict[str, Any]:
        if delta.base is None:
            item: dict[str, Any] = {}
            self._logs = {name: self._logs.get(name, _Log()) if name in delta.logs else _Log() for name in LOG_FIELDS}
            shown: Iterable[str] = LOG_FIELDS
        else:
            if self.item is None or delta.base != self._stamp:
                raise BrokenChainError(f"has the state of {self._stamp}, not of {delta.base}")
            item = dict(self.item)
            shown = delta.logs
        item.update(delta.fields)
        for name in delta.gone:
            del item[name]
        for name, rows in delta.rows.items():
            item[name] = [{**row, **rows[index]} if index in rows else row for index, row in enumerate(item[name])]
        for name in shown:
            change = delta.logs.get(name)
            if change is not None:
                self._logs[name].change(change)
            notice = change.notice if change is not None else None
            item[name] = [*([notice] if notice is not None else []), *self._logs[name].lines]
        return item
