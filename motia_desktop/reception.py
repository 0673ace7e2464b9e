"""Does what the tray, or a second start, asks the window for."""

from PySide6.QtCore import QObject, Qt

from motia_desktop.actions import Actions
from motia_desktop.dialogs import Dialogs
from motia_desktop.tray.window_door import DEMO, PROJECT, WindowDoor
from motia_desktop.tray.wish import Wish
from motia_desktop.views.window import MainWindow
from motiad.paths import Paths


class Reception(QObject):
    """Open while the window lives."""

    def __init__(self, paths: Paths, window: MainWindow, actions: Actions, dialogs: Dialogs) -> None:
        super().__init__(window)
        self._window = window
        self._actions = actions
        self._dialogs = dialogs
        self._door = WindowDoor(paths, self.in_front, self)
        self._door.wanted.connect(self._wanted)

    def open(self) -> None:
        """Begin to answer."""
        self._door.open()

    def close(self) -> None:
        """Answer no more."""
        self._door.close()

    def in_front(self) -> str:
        """Return the id of the deployment a person is looking at, or an empty string."""
        window = self._window
        looking = window.isActiveWindow() and not window.isMinimized() and window.pages.currentWidget() is window.page
        return (window.current or "") if looking else ""

    def serve(self, ask: str, about: str) -> None:
        """Do what is asked for: a `Wish` about a deployment, PROJECT about a folder, or DEMO."""
        if ask == PROJECT:
            self._dialogs.new_deployment_of(about)
        elif ask == DEMO:
            self._actions.sample.trigger()
        elif about:
            self._window.show_deployment(about)
            if ask == Wish.LOG:
                self._show_log()
            elif ask == Wish.AGAIN:
                self._dialogs.deploy_again(about)

    def _show_log(self) -> None:
        page = self._window.page
        page.logs.show_phase(None)
        page.logs.view.setFocus()
        page.ensureWidgetVisible(page.logs)

    def _wanted(self, ask: str, about: str) -> None:
        self._come_forward()
        self.serve(ask, about)

    def _come_forward(self) -> None:
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
