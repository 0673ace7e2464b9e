import pytest
from PySide6.QtGui import QColor

from motia_desktop.theme.colors import DARK, LIGHT, Colors, palette_of

GROUNDS = ("canvas", "panel", "surface", "sunken", "selected", "hover")


def _luminance(color: str) -> float:
    channels = QColor(color).getRgbF()[:3]
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=lambda colors: colors.name)
def test_text_is_readable_on_every_ground(colors: Colors) -> None:
    poor = {
        (ink, ground): round(contrast(getattr(colors, ink), getattr(colors, ground)), 2)
        for ink in ("text", "muted")
        for ground in GROUNDS
        if contrast(getattr(colors, ink), getattr(colors, ground)) < 4.5
    }
    assert poor == {}


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=lambda colors: colors.name)
@pytest.mark.parametrize("ink", ["success", "warning", "danger", "accent"])
def test_meaningful_colours_are_readable(colors: Colors, ink: str) -> None:
    for ground in ("surface", "canvas", "sunken", f"{ink}_soft"):
        assert contrast(getattr(colors, ink), getattr(colors, ground)) >= 4.5, ground


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=lambda colors: colors.name)
def test_the_primary_button_is_readable(colors: Colors) -> None:
    assert contrast(colors.on_accent, colors.accent) >= 4.5


def test_widgets_find_the_colours_of_the_application(qapp) -> None:
    before = qapp.palette()
    try:
        for colors in (DARK, LIGHT):
            qapp.setPalette(palette_of(colors))
            assert Colors.current() is colors
    finally:
        qapp.setPalette(before)
