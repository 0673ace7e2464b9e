"""Lines of a log: read, selected and copied by mouse and keyboard."""

import re
from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget

from motia_desktop.widgets.log_layout import TOP
from motia_desktop.widgets.log_line import read_line
from motia_desktop.widgets.log_scroll import MARGIN, ScrolledLog
from motia_desktop.widgets.log_selection import Selection, Spot
from motia_desktop.widgets.log_source import LogSource

_Key = Qt.Key
_WORD = re.compile(r"[\w./\\:@-]+|\s+|.")
AUTOSCROLL_MILLIS = 30
ANNOUNCED = 300
"""Letters of a line that a screen reader is told."""


class LogView(ScrolledLog):
    """Read only. What is selected is a range of letters, also of lines that are not in memory."""

    copy_wanted = Signal()
    """A person wants what is selected on the clipboard."""

    def __init__(self, source: LogSource, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(source, placeholder, parent)
        self._pointer: QPoint | None = None
        self._timer = QTimer(self, interval=AUTOSCROLL_MILLIS)
        self._timer.timeout.connect(self._scroll_towards)

    def select(self, selection: Selection) -> None:
        """Select something else, and tell screen readers the line the caret is on."""
        self.selection = selection
        row = self.source.row(selection.caret.row) if len(self.source) else None
        words = read_line(row.text).text[:ANNOUNCED] if row is not None else ""
        place = self.tr("Line {0} of {1}").format(selection.caret.row + 1, len(self.source))
        self.setAccessibleDescription(f"{place}: {words}" if words else "")
        self.viewport().update()

    def select_all(self) -> None:
        """Select every line there is."""
        if count := len(self.source):
            row = self.source.row(count - 1)
            self.select(Selection(Spot(0, 0), Spot(count - 1, len(read_line(row.text).text) if row else 0)))

    def spot_at(self, point: QPoint) -> Spot:
        """Return the place between two letters that is nearest to a point of the viewport."""
        last = Spot(max(len(self.source) - 1, 0), 0)
        y = max(point.y(), 0)
        for number, upper in self.lines.visible(self.top, max(y, self.viewport().height()) + 1):
            row = self.source.row(number)
            parts = self.lines.parts(row)
            last = Spot(number, parts[-1][1])
            if row is None or y >= upper + len(parts) * self.lines.line:
                continue
            start, end = parts[max((y - upper) // self.lines.line, 0)]
            line = read_line(row.text)
            x = point.x() + self.horizontalScrollBar().value() - MARGIN - self.lines.prefix
            letter = line.letter(line.cell(start) + max(int(x / self.lines.cell + 0.5), 0))
            return Spot(number, min(letter, end))
        return last

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to select; with Shift go on from where it was begun (called by Qt)."""
        if event.button() != Qt.MouseButton.LeftButton or not len(self.source):
            return
        self._pointer = event.position().toPoint()
        self.held = True
        spot = self.spot_at(self._pointer)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.select(Selection(self.selection.anchor if shift else spot, spot))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select a word (called by Qt)."""
        spot = self.spot_at(event.position().toPoint())
        row = self.source.row(spot.row) if len(self.source) else None
        for word in _WORD.finditer(read_line(row.text).text) if row else ():
            if word.start() <= spot.letter < word.end():
                self.select(Selection(Spot(spot.row, word.start()), Spot(spot.row, word.end())))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select up to the pointer; beyond an edge the log scrolls along (called by Qt)."""
        if self._pointer is None:
            return
        self._pointer = event.position().toPoint()
        self.select(Selection(self.selection.anchor, self.spot_at(self._pointer)))
        inside = 0 <= self._pointer.y() < self.viewport().height()
        if inside:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002
        """Stop selecting (called by Qt)."""
        self._pointer = None
        self._timer.stop()
        self.let_go()

    def _scroll_towards(self) -> None:
        if self._pointer is None:
            return
        y, height = self._pointer.y(), self.viewport().height()
        self.scroll_by(y if y < 0 else max(y - height, 0))
        self.select(Selection(self.selection.anchor, self.spot_at(self._pointer)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll, select and copy (called by Qt)."""
        page = max(self.viewport().height() - self.lines.line, self.lines.line)
        across = self.horizontalScrollBar()
        scrolling: dict[int, Callable[[], object]] = {
            _Key.Key_Up: lambda: self.scroll_by(-self.lines.line),
            _Key.Key_Down: lambda: self.scroll_by(self.lines.line),
            _Key.Key_PageUp: lambda: self.scroll_by(-page),
            _Key.Key_PageDown: lambda: self.scroll_by(page),
            _Key.Key_Home: lambda: self._go(TOP),
            _Key.Key_End: self.follow,
            _Key.Key_Left: lambda: across.setValue(across.value() - across.singleStep()),
            _Key.Key_Right: lambda: across.setValue(across.value() + across.singleStep()),
        }
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier and event.key() in scrolling:
            self._extend(event.key())
        elif event.key() in scrolling:
            scrolling[event.key()]()
        else:
            super().keyPressEvent(event)

    def _extend(self, key: int) -> None:
        """Move the caret and leave the anchor."""
        if not len(self.source):
            return
        row, letter = self.selection.caret
        page = max(self.viewport().height() // self.lines.line, 1)
        last = len(self.source) - 1
        if key in (_Key.Key_Left, _Key.Key_Right):
            shown = self.source.row(row)
            length = len(read_line(shown.text).text) if shown else 0
            letter = min(max(letter + (1 if key == _Key.Key_Right else -1), 0), length)
        else:
            moves = {
                _Key.Key_Up: -1,
                _Key.Key_Down: 1,
                _Key.Key_PageUp: -page,
                _Key.Key_PageDown: page,
                _Key.Key_Home: -row,
                _Key.Key_End: last - row,
            }
            row = min(max(row + moves[_Key(key)], 0), last)
        self.select(Selection(self.selection.anchor, Spot(row, letter)))
        self.show_row(row)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with a selection (called by Qt)."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction(self.tr("Copy"), self.copy_wanted.emit)
        copy.setEnabled(not self.selection.empty)
        menu.addAction(self.tr("Select all"), self.select_all)
        menu.popup(event.globalPos())
