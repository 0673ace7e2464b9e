"""Which theme is on: light, dark, or what the system has."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, get_args

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QStyleFactory

from motia_desktop.theme.colors import DARK, LIGHT, Colors, palette_of
from motia_desktop.theme.fonts import base_font, load_fonts
from motia_desktop.theme.stylesheet import stylesheet

Mode = Literal["system", "light", "dark"]
MODES: tuple[Mode, ...] = get_args(Mode)


class Theme(QObject):
    """Dresses the application and tells when it changed."""

    changed = Signal(object)

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._mode: Mode = "system"
        self.colors: Colors = LIGHT
        load_fonts()
        app.setFont(base_font(app.font()))
        app.setStyle(QStyleFactory.create("Fusion"))
        app.styleHints().colorSchemeChanged.connect(self._system_changed)

    @property
    def mode(self) -> Mode:
        """What was chosen."""
        return self._mode

    def apply(self, mode: Mode) -> None:
        """Choose a mode and repaint everything in it."""
        self._mode = mode
        self.colors = self._wanted()
        self._app.setPalette(palette_of(self.colors))
        self._app.setStyleSheet(stylesheet(self.colors))
        self.changed.emit(self.colors)

    @contextmanager
    def undressed(self) -> Iterator[None]:
        """Make many widgets without a style sheet, which would visit each of them again whenever it gets a parent."""
        self._app.setStyleSheet("")
        yield
        self._app.setStyleSheet(stylesheet(self.colors))

    def _wanted(self) -> Colors:
        if self._mode != "system":
            return DARK if self._mode == "dark" else LIGHT
        return DARK if self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT

    def _system_changed(self) -> None:
        if self._mode == "system":
            self.apply("system")
