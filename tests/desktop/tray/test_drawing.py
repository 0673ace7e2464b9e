"""The pictures themselves: they differ, and each stands out from light and from dark panels."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QPainter

from motia_desktop.tray.drawing import SIDES, drawn
from motia_desktop.tray.policy import TrayState

PANELS = ("#ffffff", "#e6e6e6", "#2b2b2b", "#000000")
LEAST = 3.0
"""The contrast WCAG 1.4.11 asks of graphics."""


def _image(state: TrayState, side: int, percent: int = 0) -> QImage:
    return drawn(state, percent).pixmap(QSize(side, side)).toImage()


def _light(color: QColor) -> float:
    channels = (color.redF(), color.greenF(), color.blueF())
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: QColor, other: QColor) -> float:
    dark, light = sorted((_light(one), _light(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("side", [22, 44])
@pytest.mark.parametrize("state", list(TrayState))
def test_stands_out_from_the_panel(qapp, state: TrayState, side: int, panel: str) -> None:
    picture = _image(state, side)
    ground = QImage(picture.size(), QImage.Format.Format_RGB32)
    ground.fill(QColor(panel))
    painter = QPainter(ground)
    painter.drawImage(0, 0, picture)
    painter.end()
    pixels = [ground.pixelColor(x, y) for x in range(side) for y in range(side)]
    clear = sum(_contrast(pixel, QColor(panel)) >= LEAST for pixel in pixels)
    assert clear > side * side / 10, f"{clear} of {side * side}"


def test_no_state_looks_like_another(qapp) -> None:
    for side in (16, 22):
        colored = [_image(state, side, 50) for state in TrayState]
        assert all(one != other for n, one in enumerate(colored) for other in colored[n + 1 :])


def test_the_dial_fills_as_the_work_goes_on(qapp) -> None:
    def left(percent: int) -> int:
        image = _image(TrayState.WORKING, 44, percent)
        points = [image.pixelColor(x, y) for x in range(26, 39) for y in range(26, 39)]
        return sum(point.red() > 200 and point.green() > 200 for point in points)

    amounts = [left(percent) for percent in (0, 25, 50, 75, 100)]
    assert amounts == sorted(amounts, reverse=True)
    assert len(set(amounts)) == len(amounts)
    assert amounts[0] > 100
    assert amounts[-1] == 0


def test_every_size_a_panel_asks_for_is_there(qapp) -> None:
    sizes = drawn(TrayState.IDLE).availableSizes()
    assert sorted(size.width() for size in sizes) == sorted(SIDES)
