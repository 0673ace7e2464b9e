"""The state of a thing as a shape: readable without colour, at 10 pixels as at 40."""

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen, QPolygonF, QShowEvent
from PySide6.QtWidgets import QWidget

from motia_desktop.theme.colors import Colors


class Mark(Enum):
    """Each has its own shape."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


def color_of(mark: Mark, colors: Colors) -> QColor:
    """Return the colour that goes with a shape."""
    return QColor(
        {
            Mark.WAITING: colors.muted,
            Mark.RUNNING: colors.accent,
            Mark.DONE: colors.success,
            Mark.FAILED: colors.danger,
            Mark.STOPPED: colors.muted,
        }[mark]
    )


def paint_mark(painter: QPainter, box: QRectF, mark: Mark, colors: Colors, angle: float = 0) -> None:
    """Draw a shape into a square: an open ring, a turning arc, a ticked disc, a crossed square, a barred disc."""
    color = color_of(mark, colors)
    ink = QColor(colors.surface)
    side = min(box.width(), box.height())
    square = QRectF(0, 0, side, side)
    square.moveCenter(box.center())
    line = max(side / 8, 1.4)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    ring = square.adjusted(line, line, -line, -line)
    pen = QPen(color, line, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    inked = QPen(pen)
    inked.setColor(ink)

    def at(x: float, y: float) -> QPointF:
        return QPointF(square.x() + x * side, square.y() + y * side)

    if mark is Mark.WAITING:
        faint = QColor(color)
        faint.setAlpha(150)
        pen.setColor(faint)
        painter.setPen(pen)
        painter.drawEllipse(ring)
    elif mark is Mark.RUNNING:
        faint = QColor(color)
        faint.setAlpha(60)
        under = QPen(pen)
        under.setColor(faint)
        painter.setPen(under)
        painter.drawEllipse(ring)
        painter.setPen(pen)
        painter.drawArc(ring, int((90 - angle) * 16), -110 * 16)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        if mark is Mark.FAILED:
            inset = side * 0.06
            painter.drawRoundedRect(square.adjusted(inset, inset, -inset, -inset), side * 0.22, side * 0.22)
        else:
            painter.drawEllipse(square)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(inked)
        if mark is Mark.DONE:
            painter.drawPolyline(QPolygonF([at(0.28, 0.53), at(0.44, 0.68), at(0.72, 0.35)]))
        elif mark is Mark.FAILED:
            painter.drawLine(at(0.34, 0.34), at(0.66, 0.66))
            painter.drawLine(at(0.66, 0.34), at(0.34, 0.66))
        else:
            painter.drawLine(at(0.3, 0.5), at(0.7, 0.5))
    painter.restore()


class MarkWidget(QWidget):
    """A mark on its own; turns while it runs and can be seen, at 20 frames a second."""

    def __init__(self, side: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._mark = Mark.WAITING
        self._angle = 0.0
        self._timer = QTimer(self, interval=50)
        self._timer.timeout.connect(self._turn)
        self.setFixedSize(side, side)

    @property
    def mark(self) -> Mark:
        """The shape that is shown."""
        return self._mark

    def show_mark(self, mark: Mark) -> None:
        """Show another shape."""
        if mark is not self._mark:
            self._mark = mark
            self.setAccessibleName(mark.value)
            self._run()
            self.update()

    def sizeHint(self) -> QSize:
        """Return the fixed size (called by Qt)."""
        return QSize(self._side, self._side)

    def _run(self) -> None:
        if self._mark is Mark.RUNNING and self.isVisible():
            self._timer.start()
        else:
            self._timer.stop()

    def _turn(self) -> None:
        self._angle = (self._angle + 18) % 360
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        """Start turning when seen (called by Qt)."""
        super().showEvent(event)
        self._run()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop turning when hidden (called by Qt)."""
        super().hideEvent(event)
        self._timer.stop()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw (called by Qt)."""
        painter = QPainter(self)
        paint_mark(painter, QRectF(self.rect()), self._mark, Colors.current(), self._angle)
        painter.end()
