"""The tray's menu, built whenever it is opened."""

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from motia_desktop.clock import now
from motia_desktop.formats import ago, menu_text
from motia_desktop.possible import possible
from motia_desktop.stores.connection import Connection
from motia_desktop.stores.deployments import DeploymentStore
from motia_desktop.tray.wish import Wish
from motia_desktop.wording import name, state
from motiad.contract.deployment import DeploymentData

MOST = 6
OPEN_SECONDS = 60.0
"""How long a menu counts as open where the panel never says that it closed."""


class DeploymentEntry(QObject):
    """One deployment of the menu, with what can be done with it below."""

    wanted = Signal(str, str)
    """A deployment's id, and a `Wish`."""

    def __init__(self, parent: QMenu) -> None:
        super().__init__(parent)
        self.id = ""
        self.menu = QMenu(parent)
        words = {
            Wish.OPEN: self.tr("Open"),
            Wish.LOG: self.tr("Show log"),
            Wish.CANCEL: self.tr("Cancel"),
            Wish.RETRY: self.tr("Retry"),
            Wish.AGAIN: self.tr("Deploy again…"),
        }
        self._actions = {wish: self._action(wish, text) for wish, text in words.items()}

    def show(self, data: DeploymentData, *, online: bool) -> None:
        """Say how the deployment is, and offer what can be done now."""
        self.id = data.id
        can = possible(data)
        for wish, sensible in ((Wish.CANCEL, can.cancel), (Wish.RETRY, can.retry), (Wish.AGAIN, can.again)):
            self._actions[wish].setVisible(sensible)
            self._actions[wish].setEnabled(online)
        self.menu.setTitle(menu_text(_line(data)))
        self.menu.menuAction().setVisible(True)

    def hide(self) -> None:
        """Leave the menu."""
        self.id = ""
        self.menu.menuAction().setVisible(False)

    def _action(self, wish: Wish, text: str) -> QAction:
        action = self.menu.addAction(text)
        action.triggered.connect(partial(self._triggered, wish))
        return action

    def _triggered(self, wish: Wish, *_: object) -> None:
        if self.id:
            self.wanted.emit(self.id, wish.value)


class TrayMenu(QMenu):
    """The last deployments, the window, and the way out.

    Its entries stay and change their words: a panel shows the menu over D-Bus by numbers, and a click on an entry that
    has been replaced meanwhile would be lost. While it is open no entry comes to mean another deployment, so that a
    click on "Cancel" never cancels another one.
    """

    wanted = Signal(str, str)
    """A deployment's id (empty: none in particular), and a `Wish`."""
    quit_wanted = Signal()

    def __init__(
        self, store: DeploymentStore, connection: Connection, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self._store = store
        self._connection = connection
        self._clock = clock
        self._opened: float | None = None
        self._note = self.addAction("")
        self._note.setEnabled(False)
        self.entries = [DeploymentEntry(self) for _ in range(MOST)]
        for entry in self.entries:
            self.addMenu(entry.menu)
            entry.wanted.connect(self.wanted)
        self.addSeparator()
        self.addAction(self.tr("Open Motia Desktop")).triggered.connect(lambda: self.wanted.emit("", Wish.OPEN.value))
        self.addAction(self.tr("Quit")).triggered.connect(self.quit_wanted)
        self.aboutToShow.connect(self._open)
        self.aboutToHide.connect(self._close)
        self._fill()

    def refresh(self) -> None:
        """Say what is true now."""
        if self._opened is not None and self._clock() - self._opened < OPEN_SECONDS:
            for entry in self.entries:
                data = self._store.get(entry.id) if entry.id else None
                if data is not None:
                    entry.show(data, online=self._connection.online)
        else:
            self._fill()

    def _open(self) -> None:
        self._fill()
        self._opened = self._clock()

    def _close(self) -> None:
        self._opened = None

    def _fill(self) -> None:
        items = sorted(self._store.newest_first(), key=lambda item: item.terminal)[:MOST]
        online = self._connection.online
        self._note.setText(
            self.tr("Nothing has been deployed yet") if online else self.tr("Not connected to the daemon")
        )
        self._note.setVisible(not online or not items)
        for number, entry in enumerate(self.entries):
            if number < len(items):
                entry.show(items[number], online=online)
            else:
                entry.hide()


def _line(item: DeploymentData) -> str:
    when = ago(item.completed_at or item.started_at, now()) if item.terminal else f"{item.progress} %"
    words = (" ".join(part for part in (name(item), item.version) if part), state(item), when)
    return " · ".join(word for word in words if word)
