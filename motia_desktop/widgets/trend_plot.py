"""A line of measurements over time: axes with units, the value under the pointer, and the same in words."""

import math
from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from motia_desktop.theme.colors import Colors
from motia_desktop.theme.fonts import scaled

LINES = 4
"""How many lines there are above the axis, about."""


class TrendPoint(NamedTuple):
    """One measurement."""

    value: float
    label: str
    """What it is of, shown beside its value."""
    when: str
    """Shown below the axis."""


class TrendPlot(QWidget):
    """Points at even distances, the oldest first; the arrow keys go along them as the pointer does."""

    chosen = Signal(int)
    """A person clicked the point with this number, or pressed Enter on it."""

    def __init__(self, title: str, shown: Callable[[float], str], parent: QWidget | None = None) -> None:
        """`shown` writes a value with its unit."""
        super().__init__(parent)
        self._title, self._shown = title, shown
        self._points: Sequence[TrendPoint] = ()
        self._at: int | None = None
        self.setAccessibleName(title)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(130)
        self.show_points(())

    @property
    def at(self) -> int | None:
        """The number of the point that is looked at."""
        return self._at

    def show_points(self, points: Sequence[TrendPoint]) -> None:
        """Show other measurements, the oldest first."""
        self._points, self._at = points, None
        self._tell()
        self.update()

    def sizeHint(self) -> QSize:
        """Return a comfortable size (called by Qt)."""
        return QSize(480, 200)

    def look_at(self, number: int | None) -> None:
        """Show the value of a point, or of none."""
        if number != self._at:
            self._at = number
            self._tell()
            self.update()

    def _tell(self) -> None:
        """Say it all for those who do not see it."""
        if not self._points:
            self.setAccessibleDescription(self.tr("Nothing to show yet"))
            return
        if self._at is not None:
            point = self._points[self._at]
            self.setAccessibleDescription(f"{self._shown(point.value)}, {point.label}, {point.when}")
            return
        values = [point.value for point in self._points]
        words = self.tr(
            "%n deployments; the last {last}, the median {middle}, the least {least}, the most {most}", "", len(values)
        )
        told = {"last": values[-1], "middle": median(values), "least": min(values), "most": max(values)}
        shown = {key: self._shown(value) for key, value in told.items()}
        self.setAccessibleDescription(words.format(**shown))

    def _plot(self) -> QRectF:
        """Return where the line goes."""
        small = scaled(self.font(), 0.88)
        painter_metrics = self.fontMetrics()
        widest = max((painter_metrics.horizontalAdvance(self._shown(tick)) for tick in self._ticks()), default=30)
        left = widest * small.pointSizeF() / self.font().pointSizeF() + 12
        line = self.fontMetrics().height()
        return QRectF(left, line + 14, max(self.width() - left - 14, 10), max(self.height() - 2 * line - 26, 10))

    def _ticks(self) -> list[float]:
        most = max((point.value for point in self._points), default=0) or 1
        step = _round_step(most / LINES)
        return [step * number for number in range(math.ceil(most / step) + 1)]

    def _spots(self, plot: QRectF) -> list[QPointF]:
        top = self._ticks()[-1]
        gaps = max(len(self._points) - 1, 1)
        first = plot.center().x() if len(self._points) == 1 else plot.left()
        return [
            QPointF(first + plot.width() * number / gaps, plot.bottom() - plot.height() * point.value / top)
            for number, point in enumerate(self._points)
        ]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw (called by Qt)."""
        painter, colors = QPainter(self), Colors.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(scaled(self.font(), 1.0, QFont.Weight.DemiBold))
        painter.setPen(QColor(colors.text))
        painter.drawText(QPointF(2, self.fontMetrics().ascent() + 1), self._title)
        painter.setFont(scaled(self.font(), 0.88))
        if not self._points:
            painter.setPen(QColor(colors.muted))
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.tr("Nothing to show yet"))
            painter.end()
            return
        plot = self._plot()
        self._axes(painter, plot, colors)
        spots = self._spots(plot)
        under = QColor(colors.accent)
        under.setAlpha(28)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(under)
        ends = [QPointF(spots[-1].x(), plot.bottom()), QPointF(spots[0].x(), plot.bottom())]
        painter.drawPolygon(QPolygonF([*spots, *ends]))
        painter.setPen(QPen(QColor(colors.accent), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(spots))
        painter.setBrush(QColor(colors.accent))
        painter.setPen(Qt.PenStyle.NoPen)
        for spot in spots if len(spots) <= 60 else spots[-1:]:
            painter.drawEllipse(spot, 2.6, 2.6)
        if self._at is not None:
            self._bubble(painter, plot, spots[self._at], self._points[self._at], colors)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(colors.accent))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.end()

    def _axes(self, painter: QPainter, plot: QRectF, colors: Colors) -> None:
        ticks = self._ticks()
        line = painter.fontMetrics().height()
        for tick in ticks:
            y = plot.bottom() - plot.height() * tick / ticks[-1]
            painter.setPen(QColor(colors.border_strong if tick == 0 else colors.border))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(QColor(colors.muted))
            box = QRectF(0, y - line / 2, plot.left() - 8, line)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), self._shown(tick))
        below = QRectF(plot.left(), plot.bottom() + 4, plot.width(), line)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignLeft), self._points[0].when)
        if len(self._points) > 1:
            painter.drawText(below, int(Qt.AlignmentFlag.AlignRight), self._points[-1].when)

    def _bubble(self, painter: QPainter, plot: QRectF, spot: QPointF, point: TrendPoint, colors: Colors) -> None:
        painter.setPen(QPen(QColor(colors.muted), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(spot.x(), plot.top()), QPointF(spot.x(), plot.bottom()))
        painter.setPen(QPen(QColor(colors.surface), 2))
        painter.setBrush(QColor(colors.accent))
        painter.drawEllipse(spot, 5, 5)
        words = f"{self._shown(point.value)}  ·  {point.label}  ·  {point.when}"
        metrics = painter.fontMetrics()
        width = min(metrics.horizontalAdvance(words) + 16.0, self.width() - 4.0)
        box = QRectF(0, 0, width, metrics.height() + 8)
        box.moveTop(max(plot.top() - 12, 0))
        box.moveLeft(min(max(spot.x() - width / 2, 2), self.width() - width - 2))
        painter.setPen(QColor(colors.border_strong))
        painter.setBrush(QColor(colors.surface))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(QColor(colors.text))
        cut = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(width - 12))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), cut)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Look at the nearest point (called by Qt)."""
        if self._points:
            x = event.position().x()
            spots = self._spots(self._plot())
            self.look_at(min(range(len(spots)), key=lambda number: abs(spots[number].x() - x)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the point that is looked at (called by Qt)."""
        super().mousePressEvent(event)
        if self._at is not None:
            self.chosen.emit(self._at)

    def leaveEvent(self, event: object) -> None:  # noqa: ARG002
        """Look at none (called by Qt)."""
        self.look_at(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Look at none (called by Qt)."""
        super().focusOutEvent(event)
        self.look_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go along the points (called by Qt)."""
        last = len(self._points) - 1
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -last, Qt.Key.Key_End: last}
        if last >= 0 and event.key() in steps:
            start = last + 1 if self._at is None and event.key() == Qt.Key.Key_Left else self._at or 0
            self.look_at(min(max(start + steps[Qt.Key(event.key())], 0), last))
        elif self._at is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self._at)
        else:
            super().keyPressEvent(event)


def _round_step(least: float) -> float:
    """Return a round number that is not smaller: 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least * 0.999)
