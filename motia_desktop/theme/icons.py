"""Line icons, drawn in the colour they are asked for."""

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from motia_desktop.resources import resource


def svg(name: str, color: str | None = None) -> bytes:
    """Return an icon's drawing, with `currentColor` replaced."""
    drawing = (resource("icons") / f"{name}.svg").read_text(encoding="utf-8")
    return (drawing.replace("currentColor", color) if color else drawing).encode()


class SvgIcon(QIconEngine):
    """Draws a vector at whatever size and pixel ratio is asked for; half as strong when disabled."""

    def __init__(self, name: str, color: str | None) -> None:
        super().__init__()
        self._name = name
        self._color = color
        self._renderer = QSvgRenderer(QByteArray(svg(name, color)))

    def paint(self, painter: QPainter, rect: object, mode: QIcon.Mode, state: QIcon.State) -> None:  # noqa: ARG002
        """Draw (called by Qt)."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if mode == QIcon.Mode.Disabled:
            painter.setOpacity(0.45)
        self._renderer.render(painter, QRectF(rect))  # type: ignore[call-overload]
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return a picture of the icon (called by Qt)."""
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        self.paint(painter, image.rect(), mode, state)
        painter.end()
        return QPixmap.fromImage(image)

    def clone(self) -> QIconEngine:
        """Return a copy (called by Qt)."""
        return SvgIcon(self._name, self._color)


def icon(name: str, color: str | None = None) -> QIcon:
    """Return a drawn icon."""
    return QIcon(SvgIcon(name, color))
