"""A log that scrolls: what is in view is measured and drawn, the newest line is followed while it is in view."""

from PySide6.QtCore import QEvent, QSignalBlocker, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QScrollBar, QWidget

from motia_desktop.theme.colors import Colors
from motia_desktop.theme.fonts import mono_font
from motia_desktop.widgets.jump_button import JumpButton
from motia_desktop.widgets.log_layout import TOP, LogLayout, Place
from motia_desktop.widgets.log_painter import LogPainter
from motia_desktop.widgets.log_selection import Selection
from motia_desktop.widgets.log_source import LogSource

MARGIN = 10
WHEEL_LINES = 3
"""Lines one notch of a wheel moves by."""


class ScrolledLog(QAbstractScrollArea):
    """Shows a source's rows from some place on; any way up stops following, the end takes it up again."""

    def __init__(self, source: LogSource, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "log")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # what programs write is never mirrored
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.source = source
        self.placeholder = placeholder
        self.lines = LogLayout(source, mono_font(self.font()))
        self.painter = LogPainter(self.lines, MARGIN)
        self.selection = Selection()
        self.found: int | None = None
        """The row of the find that was gone to last."""
        self.held = False
        """While a person selects, nothing moves by itself."""
        self._top = TOP
        self._widest = 0
        self._following = True
        self._unseen = 0
        self._jump = JumpButton(self)
        self._jump.clicked.connect(self.follow)
        self.verticalScrollBar().valueChanged.connect(self._dragged)
        self.horizontalScrollBar().valueChanged.connect(self.viewport().update)
        source.reset.connect(self._reset)
        source.grew.connect(self._grew)
        source.filled.connect(self._filled)

    @property
    def following(self) -> bool:
        """Whether the newest line is in view, and so will the next one be."""
        return self._following

    @property
    def top(self) -> Place:
        """What is at the upper edge."""
        return self._top

    def follow(self) -> None:
        """Go to the newest line and stay there."""
        self._following, self._unseen = True, 0
        self._measure()
        self.setFocus()

    def set_wrapped(self, wrapped: bool) -> None:
        """Break long lines, or scroll sideways."""
        self.lines.wrap = wrapped
        self._top = Place(self._top.row, 0)
        self._measure()

    def set_times(self, shown: bool) -> None:
        """Show when each line was written."""
        self.lines.times = shown
        self._measure()

    def set_groups(self, names: list[str]) -> None:
        """Say before each line which part of the log it is of; with no names, say nothing."""
        self.lines.group_letters = max(map(len, names), default=0)
        self._measure()

    def let_go(self) -> None:
        """Move by itself again; follow only where nothing was selected meanwhile."""
        self.held = False
        if self.selection.empty and self._following:
            self._unseen = 0
        else:
            self._following = self._top == self.lines.end(self.viewport().height())
        self._measure()

    def scroll_by(self, pixels: int) -> None:
        """Move as a person asked to."""
        self._go(self.lines.moved(self._top, pixels))

    def show_row(self, row: int) -> None:
        """Bring a row into view, a third from the upper edge, unless it is in view already."""
        height = self.viewport().height()
        in_view = [y for number, y in self.lines.visible(self._top, height) if number == row]
        if not in_view or not 0 <= in_view[0] <= height - self.lines.line:
            self._go(self.lines.moved(Place(row, 0), -height // 3))
        self._following = self._following and row >= len(self.source) - 1  # what was gone to stays in view
        self.viewport().update()

    def _go(self, place: Place) -> None:
        end = self.lines.end(self.viewport().height())
        self._top = min(place, end)
        self._following = self._top == end
        if self._following:
            self._unseen = 0
        self._measure()

    def _reset(self) -> None:
        self._top = TOP
        self.selection, self.found = Selection(), None
        self._following, self._unseen, self._widest = True, 0, 0
        self._measure()

    def _grew(self, count: int) -> None:
        if not self._following or self.held:
            self._unseen += count
        self._measure()

    def _filled(self) -> None:
        self._measure()

    def _measure(self) -> None:
        """Bring the place, the bars and the button up to date, and draw."""
        height = self.viewport().height()
        self.lines.width = self.viewport().width() - 2 * MARGIN
        end = self.lines.end(height)
        self._top = end if self._following and not self.held else min(self._top, end)
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        with QSignalBlocker(down):
            down.setRange(0, self.lines.value(end))
            down.setPageStep(height)
            down.setSingleStep(self.lines.line)
            down.setValue(self.lines.value(self._top))
        across.setRange(0, 0 if self.lines.wrap else max(self._widest - self.viewport().width(), 0))
        across.setPageStep(self.viewport().width())
        across.setSingleStep(round(self.lines.cell) * 4)
        self._jump.offer(0 if self._following else self._unseen)
        self.viewport().update()

    def _dragged(self, value: int) -> None:
        self._go(self.lines.end(self.viewport().height()) if self._at_bottom(value) else self.lines.place(value))

    def _at_bottom(self, value: int) -> bool:
        return value >= self.verticalScrollBar().maximum()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll by pixels where the device has them, by lines otherwise (called by Qt)."""
        moved, turned = event.pixelDelta(), event.angleDelta()
        sideways = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier) or abs(turned.x()) > abs(turned.y())
        if sideways:
            bar: QScrollBar = self.horizontalScrollBar()
            bar.setValue(bar.value() - (moved.x() or turned.x() or turned.y()))
        elif turned.y() or moved.y():
            self.scroll_by(-(moved.y() or turned.y() * WHEEL_LINES * self.lines.line // 120))
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep following, and keep the button in its place (called by Qt)."""
        super().resizeEvent(event)
        self._measure()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours and the size of letters of a new theme (called by Qt)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "lines"):
            self.lines.set_font(mono_font(self.font()))
            self._measure()
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange) and hasattr(self, "painter"):
            self.painter.repaint_in(Colors.current())
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw (called by Qt)."""
        view = self.viewport()
        painter = QPainter(view)
        painter.fillRect(view.rect(), QColor(Colors.current().sunken))
        if len(self.source):
            size = view.width(), view.height()
            shift = self.horizontalScrollBar().value()
            widest = self.painter.paint(painter, self._top, size, shift, self.selection, self.found)
            if widest > self._widest:
                self._widest = widest
                self.horizontalScrollBar().setRange(0, 0 if self.lines.wrap else max(widest - view.width(), 0))
        else:
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(view.rect().adjusted(16, 0, -16, 0), flags, self.placeholder)
        painter.end()
