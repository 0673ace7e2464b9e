"""What a log view shows: rows somebody else keeps, which may be on their way."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from PySide6.QtCore import SignalInstance


class LogRow(NamedTuple):
    """One line, with what stands before it."""

    text: str
    """With its terminal colours."""
    time: str
    """The time of day it was written at, where that is known."""
    group: str
    """The part of the log it belongs to, in a word."""


class LogSource(Protocol):
    """Rows by their place; those that are not here yet are fetched when they are asked for."""

    @property
    def reset(self) -> SignalInstance:
        """Everything is different."""
        ...

    @property
    def grew(self) -> SignalInstance:
        """Rows were added at the end; how many."""
        ...

    @property
    def filled(self) -> SignalInstance:
        """Rows that were asked for are here."""
        ...

    def __len__(self) -> int: ...

    def row(self, place: int) -> LogRow | None:
        """Return a row, or None while it is on its way."""
        ...

    def spans(self, text: str) -> Sequence[tuple[int, int]]:
        """Return where in a line's visible text a search finds something: starts and ends."""
        ...
