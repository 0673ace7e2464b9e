"""What a person sees first: the window, without anything that talks to anybody."""

import time
from pathlib import Path

from PySide6.QtCore import QByteArray, QEventLoop, QSettings
from PySide6.QtWidgets import QApplication

from motia_desktop.actions import Actions
from motia_desktop.stores.connection import Connection
from motia_desktop.stores.deployments import DeploymentStore
from motia_desktop.stores.flows import FlowStore
from motia_desktop.theme.theme import MODES, Theme
from motia_desktop.views.window import MainWindow

PAINT_SECONDS = 0.5
"""How long the first paint is waited for: a display may be slow, or far away."""


def read_settings(folder: Path) -> QSettings:
    """Return what the window remembers from one time to the next."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)


def chosen_theme(app: QApplication, settings: QSettings) -> Theme:
    """Return the theme that was chosen last, put on."""
    theme = Theme(app)
    saved = str(settings.value("theme"))
    theme.apply(next((mode for mode in MODES if mode == saved), "system"))
    return theme


class Front:
    """The window with its stores and actions, which are empty yet and not connected."""

    def __init__(self, theme: Theme, settings: QSettings) -> None:
        self.theme = theme
        self.settings = settings
        self.store = DeploymentStore()
        self.flows = FlowStore()
        self.connection = Connection()
        self.actions = Actions()
        with theme.undressed():
            self.window = MainWindow(self.actions, self.store, self.connection, self.flows)
        self.actions.paint(theme.colors)
        self.actions.choose_mode(theme.mode)

    def show(self) -> None:
        """Put the window where it was last."""
        geometry = self.settings.value("geometry")
        if isinstance(geometry, QByteArray):
            self.window.restoreGeometry(geometry)
        self.window.show()

    def paint(self) -> None:
        """Wait until the window has been painted, within bounds; before there is a loop to do so."""
        deadline = time.monotonic() + PAINT_SECONDS
        while not self.window.windowHandle().isExposed() and time.monotonic() < deadline:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents, 10)
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
