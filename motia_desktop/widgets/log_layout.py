"""How high the lines of a log are, and where one is when some of them are scrolled away.

A place is a row and the pixels of it that are above the edge, so that it stays right while the heights of rows that
have not been fetched are only guessed at.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtGui import QFont, QFontMetricsF

from motia_desktop.widgets.log_line import rows_of
from motia_desktop.widgets.log_source import LogRow, LogSource

FEWEST_COLUMNS = 16
TIME_LETTERS = len("00:00:00.000")


class Place(NamedTuple):
    """What is at the top edge of the view."""

    row: int
    above: int
    """Pixels of the row that are out of view."""


TOP = Place(0, 0)


class LogLayout:
    """Measures in one font, for one width."""

    def __init__(self, source: LogSource, font: QFont) -> None:
        self.source = source
        self.wrap = True
        self.times = False
        self.group_letters = 0
        """Room for the longest name of a part; 0 where there is but one part."""
        self.width = 0
        self.set_font(font)

    def set_font(self, font: QFont) -> None:
        """Measure in another font."""
        self.font = font
        metrics = QFontMetricsF(font)
        self.cell = metrics.horizontalAdvance("0" * 64) / 64
        self.line = max(round(metrics.height() * 1.12), 1)
        self.baseline = (self.line + metrics.ascent() - metrics.descent()) / 2

    @property
    def prefix(self) -> float:
        """Pixels before the text: for the time and the part of the log."""
        letters = (TIME_LETTERS + 2 if self.times else 0) + (self.group_letters + 2 if self.group_letters else 0)
        return letters * self.cell

    @property
    def columns(self) -> int | None:
        """Cells a row has room for; None where lines are not wrapped."""
        if not self.wrap:
            return None
        return max(int((self.width - self.prefix) / self.cell), FEWEST_COLUMNS)

    def parts(self, row: LogRow | None) -> Sequence[tuple[int, int]]:
        """Return the rows a line takes, as starts and ends in its text."""
        return ((0, 0),) if row is None else rows_of(row.text, self.columns)

    def height(self, row: int) -> int:
        """Return the pixels of a row; a guess while it is on its way."""
        if not self.wrap:
            return self.line
        return len(self.parts(self.source.row(row))) * self.line

    def moved(self, place: Place, pixels: int) -> Place:
        """Return the place so many pixels further down, or up; never beyond the first and the last row."""
        row, above, last = place.row, place.above + pixels, len(self.source) - 1
        if last < 0:
            return TOP
        if not self.wrap:
            whole = max(row * self.line + above, 0)
            return Place(min(whole // self.line, last), whole % self.line if whole // self.line <= last else 0)
        while above < 0 and row > 0:
            row -= 1
            above += self.height(row)
        while row < last and above >= (height := self.height(row)):
            above -= height
            row += 1
        return Place(row, max(above, 0))

    def end(self, height: int) -> Place:
        """Return the place from which a view of that height shows the last row at its bottom."""
        count = len(self.source)
        if count == 0 or (not self.wrap and count * self.line <= height):
            return TOP
        row, room = count, height
        while row > 0 and room > 0:
            row -= 1
            room -= self.height(row)
        return TOP if room > 0 else Place(row, -room)

    def visible(self, place: Place, height: int) -> Iterator[tuple[int, int]]:
        """Yield the rows in view, each with its upper edge."""
        row, y = place.row, -place.above
        while row < len(self.source) and y < height:
            yield row, y
            y += self.height(row)
            row += 1

    def value(self, place: Place) -> int:
        """Return a place as a scroll bar counts: every row as high as one line, whatever it takes."""
        height = self.height(place.row) if len(self.source) else self.line
        return place.row * self.line + place.above * self.line // max(height, 1)

    def place(self, value: int) -> Place:
        """Return the place a scroll bar means."""
        row, part = divmod(max(value, 0), self.line)
        if row >= len(self.source):
            return TOP if not len(self.source) else Place(len(self.source) - 1, 0)
        return Place(row, part * self.height(row) // self.line)
