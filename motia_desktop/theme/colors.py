"""The colours of both themes. One accent; success, warning and danger only ever come with a shape and a word."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtGui import QColor, QGuiApplication, QPalette


@dataclass(frozen=True)
class Colors:
    """Named colours, each with a job; every text colour has a contrast of 4.5 : 1 or more on every background."""

    name: Literal["light", "dark"]
    canvas: str
    panel: str
    surface: str
    sunken: str
    hover: str
    selected: str
    border: str
    border_strong: str
    text: str
    muted: str
    accent: str
    on_accent: str
    accent_soft: str
    success: str
    success_soft: str
    warning: str
    warning_soft: str
    danger: str
    danger_soft: str

    @classmethod
    def current(cls) -> "Colors":
        """Return the colours of the application's palette, so that a widget needs to know no theme."""
        return DARK if QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


LIGHT = Colors(
    name="light",
    canvas="#f6f6f8",
    panel="#eeeef2",
    surface="#ffffff",
    sunken="#fafafc",
    hover="#e6e6ec",
    selected="#dedee8",
    border="#dfdfe6",
    border_strong="#c6c6d0",
    text="#1a1a20",
    muted="#585866",
    accent="#4f46e5",
    on_accent="#ffffff",
    accent_soft="#e8e7fc",
    success="#11702f",
    success_soft="#e0f3e6",
    warning="#8a4b06",
    warning_soft="#fcefd9",
    danger="#b42323",
    danger_soft="#fce9e9",
)

DARK = Colors(
    name="dark",
    canvas="#16161a",
    panel="#1b1b20",
    surface="#1f1f25",
    sunken="#131317",
    hover="#282830",
    selected="#32323d",
    border="#2d2d36",
    border_strong="#464653",
    text="#ececf2",
    muted="#a3a3b3",
    accent="#9d98ff",
    on_accent="#15132b",
    accent_soft="#2b2a4a",
    success="#5fd18b",
    success_soft="#17301f",
    warning="#f0b45a",
    warning_soft="#37290f",
    danger="#ff8c8c",
    danger_soft="#3b1a1d",
)


def palette_of(colors: Colors) -> QPalette:
    """Return the Qt palette of a theme."""
    palette = QPalette()
    role = QPalette.ColorRole
    for where, color in {
        role.Window: colors.canvas,
        role.WindowText: colors.text,
        role.Base: colors.surface,
        role.AlternateBase: colors.sunken,
        role.Text: colors.text,
        role.PlaceholderText: colors.muted,
        role.Button: colors.surface,
        role.ButtonText: colors.text,
        role.BrightText: colors.danger,
        role.ToolTipBase: colors.surface,
        role.ToolTipText: colors.text,
        role.Highlight: colors.accent,
        role.HighlightedText: colors.on_accent,
        role.Accent: colors.accent,
        role.Link: colors.accent,
        role.LinkVisited: colors.accent,
        role.Light: colors.surface,
        role.Midlight: colors.hover,
        role.Mid: colors.border,
        role.Dark: colors.border_strong,
        role.Shadow: colors.border_strong,
    }.items():
        palette.setColor(where, QColor(color))
    for where in (role.WindowText, role.Text, role.ButtonText):
        faded = QColor(colors.muted)
        faded.setAlpha(150)
        palette.setColor(QPalette.ColorGroup.Disabled, where, faded)
    return palette
