"""One line of a log on a grid of cells, as a terminal has it: what is drawn where, and where it breaks."""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from motia_desktop.widgets.ansi import Style, runs

TAB = 8
"""Cells from one tab stop to the next."""
LONGEST = 20_000
"""Letters of one line that are shown; whoever needs more of it saves the log."""
KEPT = 4096


class Piece(NamedTuple):
    """Letters of one style that are drawn in one go."""

    start: int
    """The place of its first letter in the text."""
    text: str
    style: Style


class LogLine(NamedTuple):
    """A line's visible text with the cells its letters begin at."""

    text: str
    pieces: tuple[Piece, ...]
    starts: tuple[int, ...] | None
    """The cell of every letter and of the end; None where letter and cell are the same."""

    @property
    def cells(self) -> int:
        """How wide the line is."""
        return len(self.text) if self.starts is None else self.starts[-1]

    def cell(self, letter: int) -> int:
        """Return the cell a letter begins at."""
        return letter if self.starts is None else self.starts[letter]

    def letter(self, cell: int) -> int:
        """Return the letter that covers a cell; behind the end it is the end."""
        if cell >= self.cells:
            return len(self.text)
        return max(cell, 0) if self.starts is None else max(bisect_right(self.starts, cell) - 1, 0)


@lru_cache(maxsize=KEPT)
def read_line(text: str) -> LogLine:
    """Lay out one line; what controls a terminal does nothing here."""
    pieces, letters = [], 0
    for part, style in runs(text[:LONGEST]):
        shown = _expanded(part, letters) if "\t" in part else part
        for piece in [shown] if shown.isascii() else _drawable(shown):
            pieces.append(Piece(letters, piece, style))
            letters += len(piece)
    whole = "".join(piece.text for piece in pieces)
    starts = None if whole.isascii() else tuple(accumulate(map(_width, whole), initial=0))
    if starts is not None and starts[-1] == len(whole) and all(one == two for one, two in enumerate(starts)):
        starts = None
    return LogLine(whole, tuple(pieces), starts)


@lru_cache(maxsize=KEPT)
def breaks(text: str, columns: int) -> tuple[int, ...]:
    """Return the letters at which the rows of a wrapped line begin: after a space where there is one, and the end."""
    line = read_line(text)
    at, found = 0, [0]
    while line.cells - line.cell(at) > columns:
        fitting = max(line.letter(line.cell(at) + columns), at + 1)
        space = line.text.rfind(" ", at + 1, fitting + 1) + 1
        at = space if at < space < len(line.text) else fitting
        found.append(at)
    return (*found, len(line.text))


def rows_of(text: str, columns: int | None) -> Sequence[tuple[int, int]]:
    """Return the rows a line takes as starts and ends in its text; one where `columns` is None."""
    if columns is None:
        return ((0, len(read_line(text).text)),)
    return tuple(pairwise(breaks(text, columns)))


def _expanded(part: str, before: int) -> str:
    return (" " * (before % TAB) + part).expandtabs(TAB)[before % TAB :]


def _width(letter: str) -> int:
    if letter.isascii():
        return 1
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def _drawable(text: str) -> Iterator[str]:
    """Cut where a font may be wider or narrower than its cells: ASCII apart, wide letters each on its own."""
    start, kind = 0, ""
    for place, letter in enumerate(text):
        width = _width(letter)
        mine = "ascii" if letter.isascii() else "wide" if width == 2 else "other"
        if width and place > start and (mine != kind or mine == "wide"):
            yield text[start:place]
            start = place
        if width or place == start:
            kind = mine
    if start < len(text):
        yield text[start:]
