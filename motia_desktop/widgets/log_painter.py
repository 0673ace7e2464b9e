"""Draws the lines of a log that are in view."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QPainter

from motia_desktop.theme.colors import Colors
from motia_desktop.widgets.ansi import Style
from motia_desktop.widgets.log_layout import TIME_LETTERS, LogLayout, Place
from motia_desktop.widgets.log_line import LogLine, read_line
from motia_desktop.widgets.log_selection import Selection
from motia_desktop.widgets.log_source import LogRow


class Ink:
    """The colours of a theme, made once."""

    def __init__(self, colors: Colors) -> None:
        dark = colors.name == "dark"
        magenta, cyan = ("#e39cf0", "#6fd3e0") if dark else ("#93279f", "#0b6a78")
        named = (colors.muted, colors.danger, colors.success, colors.warning, colors.accent, magenta, cyan, colors.text)
        self._named = [QColor(name) for name in named]
        self.text = QColor(colors.text)
        self.muted = QColor(colors.muted)
        self.selected = QColor(colors.accent_soft)
        self.found = QColor(colors.warning_soft)
        self.current = QColor(colors.warning)
        self.on_current = QColor(colors.surface)

    def of(self, style: Style) -> QColor:
        """Return the colour of a run of text."""
        if style.color is None:
            return self.muted if style.faint else self.text
        return self._named[style.color % 8]


class LogPainter:
    """Paints rows where a layout says they are."""

    def __init__(self, layout: LogLayout, margin: int) -> None:
        self.layout = layout
        self.margin = margin
        self.repaint_in(Colors.current())

    def repaint_in(self, colors: Colors) -> None:
        """Use the colours of another theme from now on."""
        self._ink = Ink(colors)

    def paint(
        self,
        painter: QPainter,
        top: Place,
        size: tuple[int, int],
        shift: int,
        selection: Selection,
        current: int | None,
    ) -> int:
        """Draw what is in view, `shift` pixels to the left; `current` is the row of the find that was gone to.

        Returns the width of the widest line, in pixels.
        """
        layout = self.layout
        self._bold = QFont(layout.font)
        self._bold.setWeight(QFont.Weight.Bold)
        self._font, self._color = layout.font, self._ink.text
        painter.setFont(self._font)
        painter.setPen(self._color)
        x = self.margin + layout.prefix - shift
        widest = 0.0
        for number, y in layout.visible(top, size[1]):
            row = layout.source.row(number)
            if row is None:
                self._write(painter, QPointF(x, y + layout.baseline), "…", self._ink.muted)
                continue
            line = read_line(row.text)
            self._prefix(painter, row, y, shift)
            self._row(painter, row, line, x, y, selection.within(number, len(line.text)), number == current)
            widest = max(widest, line.cells * layout.cell)
        return round(layout.prefix + widest) + 2 * self.margin

    def _prefix(self, painter: QPainter, row: LogRow, y: int, shift: int) -> None:
        layout, x = self.layout, float(self.margin - shift)
        if layout.times:
            self._write(painter, QPointF(x, y + layout.baseline), row.time, self._ink.muted)
            x += (TIME_LETTERS + 2) * layout.cell
        if layout.group_letters:
            self._write(painter, QPointF(x, y + layout.baseline), row.group, self._ink.muted)

    def _row(
        self,
        painter: QPainter,
        row: LogRow,
        line: LogLine,
        x: float,
        y: int,
        selected: tuple[int, int] | None,
        current: bool,
    ) -> None:
        layout = self.layout
        found = layout.source.spans(line.text)
        for start, end in layout.parts(row):
            base = line.cell(start)
            if selected is not None:
                self._back(painter, line, (start, end), selected, x, y, self._ink.selected)
            for span in found:
                self._back(painter, line, (start, end), span, x, y, self._ink.current if current else self._ink.found)
            for piece in line.pieces:
                first, last = max(piece.start, start), min(piece.start + len(piece.text), end)
                if first < last:
                    at = QPointF(x + (line.cell(first) - base) * layout.cell, y + layout.baseline)
                    text = piece.text[first - piece.start : last - piece.start]
                    self._write(painter, at, text, self._ink.of(piece.style), piece.style.bold)
            if current:
                self._current_words(painter, line, (start, end), found, x, y)
            y += layout.line

    def _back(
        self,
        painter: QPainter,
        line: LogLine,
        part: tuple[int, int],
        span: tuple[int, int],
        x: float,
        y: int,
        color: QColor,
    ) -> None:
        start, end = part
        first, last = max(span[0], start), min(span[1], end)
        beyond = span[1] > len(line.text) == end  # the end of the line is selected as well
        if first < last or (beyond and first <= end):
            left = (line.cell(first) - line.cell(start)) * self.layout.cell
            right = (line.cell(last) - line.cell(start) + beyond) * self.layout.cell
            painter.fillRect(QRectF(x + left, y, right - left, self.layout.line), color)

    def _current_words(
        self,
        painter: QPainter,
        line: LogLine,
        part: tuple[int, int],
        found: Sequence[tuple[int, int]],
        x: float,
        y: int,
    ) -> None:
        start, end = part
        for span in found:
            first, last = max(span[0], start), min(span[1], end)
            if first < last:
                at = QPointF(x + (line.cell(first) - line.cell(start)) * self.layout.cell, y + self.layout.baseline)
                self._write(painter, at, line.text[first:last], self._ink.on_current)

    def _write(self, painter: QPainter, at: QPointF, text: str, color: QColor, bold: bool = False) -> None:
        font = self._bold if bold else self.layout.font
        if font is not self._font:
            self._font = font
            painter.setFont(font)
        if color is not self._color:
            self._color = color
            painter.setPen(color)
        painter.drawText(at, text)
