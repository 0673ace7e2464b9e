"""The two families the programs bring along, so that text is text on a machine without any font."""

from PySide6.QtGui import QFont, QFontDatabase

from motia_desktop.resources import resource

SANS = "Inter"
MONO = "JetBrains Mono"


def load_fonts() -> None:
    """Register the bundled fonts with the running application."""
    for file in sorted(resource("fonts").glob("*.[ot]tf")):
        QFontDatabase.addApplicationFont(str(file))


def base_font(system: QFont) -> QFont:
    """Return the programs' font at the system's size, so that a person's own setting counts."""
    font = QFont(SANS)
    font.setPointSizeF(max(system.pointSizeF(), 8.0))
    return font


def scaled(font: QFont, factor: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return `font` in another size and weight."""
    other = QFont(font)
    other.setPointSizeF(font.pointSizeF() * factor)
    other.setWeight(weight)
    return other


def mono_font(font: QFont, factor: float = 0.95) -> QFont:
    """Return the fixed-width family at a size relative to `font`; what is written stays as it is, without ligatures."""
    other = QFont(MONO)
    other.setPointSizeF(font.pointSizeF() * factor)
    other.setStyleHint(QFont.StyleHint.Monospace)
    other.setFeature(QFont.Tag("calt"), 0)
    return other
