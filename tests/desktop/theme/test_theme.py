from PySide6.QtGui import QFontInfo, QPalette

from motia_desktop.theme.colors import DARK, LIGHT
from motia_desktop.theme.fonts import MONO, SANS, mono_font
from motia_desktop.theme.theme import Theme


def test_switches_between_light_and_dark_and_tells(qapp) -> None:
    theme, told = Theme(qapp), []
    theme.changed.connect(told.append)
    for mode, colors in (("light", LIGHT), ("dark", DARK)):
        theme.apply(mode)
        assert theme.colors is colors
        assert qapp.palette().color(QPalette.ColorRole.Window).name() == colors.canvas
    assert told == [LIGHT, DARK]


def test_the_bundled_fonts_are_really_there(qapp) -> None:
    Theme(qapp)
    assert QFontInfo(qapp.font()).family() == SANS
    assert QFontInfo(mono_font(qapp.font())).family() == MONO
