"""Draws the icon's states: a shape of its own for each, with an edge that stands out from light and dark panels."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from motia_desktop.theme.icons import icon
from motia_desktop.tray.policy import TrayState

SIDES = (16, 22, 24, 32, 44, 48, 64)
"""Panels ask for pictures of these sizes, in pixels; not every one takes a vector."""
STEP = 5
"""The progress is drawn in steps of so many percent: a panel fetches every picture over the bus."""
_GRID = 22
"""The units of the drawings."""
_DIAL = QRectF(11.8, 11.8, 8.4, 8.4)


def drawn(state: TrayState, percent: int = 0) -> QIcon:
    """Return the icon of a state; `percent` (0 to 100) is how far the work has come while WORKING."""
    vector = icon(f"tray-{state.value}")
    whole = QIcon()
    for side in SIDES:
        picture = vector.pixmap(side, side)
        if state is TrayState.WORKING:
            _draw_dial(picture, percent)
        whole.addPixmap(picture)
    return whole


def _draw_dial(picture: QPixmap, percent: int) -> None:
    """Leave white what is still to be done."""
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(picture.width() / _GRID, picture.height() / _GRID)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#ffffff"))
    done = round(percent * 3.6 * 16)  # Qt counts sixteenths of a degree, from three o'clock and against the clock
    painter.drawPie(_DIAL, 90 * 16 - done, done - 360 * 16)
    painter.end()
