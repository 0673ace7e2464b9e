"""A slim bar: how far along something is."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from motia_desktop.theme.colors import Colors
from motia_desktop.widgets.mark import Mark, color_of
from motia_desktop.widgets.mirrored import placed


def paint_bar(
    painter: QPainter, box: QRectF, percent: int, mark: Mark, colors: Colors, direction: Qt.LayoutDirection
) -> None:
    """Draw a bar of `percent` in the colour of `mark`."""
    paint_share(painter, box, percent, color_of(mark, colors), colors, direction)


def paint_share(
    painter: QPainter, box: QRectF, percent: float, color: QColor, colors: Colors, direction: Qt.LayoutDirection
) -> None:
    """Draw a bar of `percent` in any colour; the least there is shows as a dot."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    radius = box.height() / 2
    painter.setBrush(QColor(colors.selected))
    painter.drawRoundedRect(box, radius, radius)
    if percent > 0:
        filled = QRectF(box)
        filled.setWidth(max(box.width() * min(percent, 100) / 100, box.height()))
        painter.setBrush(color)
        painter.drawRoundedRect(placed(filled, box, direction), radius, radius)
    painter.restore()


class ProgressBar(QWidget):
    """The overall progress of a deployment."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._percent = 0
        self._mark = Mark.WAITING
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Progress"))

    @property
    def percent(self) -> int:
        """What the bar shows, 0 to 100."""
        return self._percent

    def show_progress(self, percent: int, mark: Mark) -> None:
        """Show another value."""
        if (percent, mark) != (self._percent, self._mark):
            self._percent, self._mark = percent, mark
            self.setAccessibleDescription(f"{percent} %")
            self.update()

    def sizeHint(self) -> QSize:
        """Return a slim size (called by Qt)."""
        return QSize(200, 6)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw (called by Qt)."""
        painter = QPainter(self)
        box = QRectF(self.rect())
        paint_bar(painter, box, self._percent, self._mark, Colors.current(), self.layoutDirection())
        painter.end()
