"""The tray's menu, brought up to date whenever it is opened."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu

from motia_desktop.clock import now
from motia_desktop.formats import ago, menu_text
from motia_desktop.stores.connection import Connection
from motia_desktop.stores.deployments import DeploymentStore
from motia_desktop.wording import name, state
from motiad.contract.deployment import DeploymentData

MOST = 6


class TrayMenu(QMenu):
    """The last deployments, the window, and the way out.

    Its entries stay and change their words: a panel shows the menu over D-Bus by numbers, and a click on an entry that
    has been replaced meanwhile would be lost.
    """

    deployment_wanted = Signal(str)
    """Open the window on this deployment; empty for none in particular."""
    quit_wanted = Signal()

    def __init__(self, store: DeploymentStore, connection: Connection) -> None:
        super().__init__()
        self._store = store
        self._connection = connection
        self._note = self.addAction("")
        self._note.setEnabled(False)
        self._entries = [self.addAction("") for _ in range(MOST)]
        for entry in self._entries:
            entry.triggered.connect(lambda _checked=False, entry=entry: self.deployment_wanted.emit(entry.data()))
        self.addSeparator()
        self.addAction("Open Motia Desktop").triggered.connect(lambda: self.deployment_wanted.emit(""))
        self.addAction("Quit").triggered.connect(self.quit_wanted)
        self.aboutToShow.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say what is true now."""
        items = self._store.newest_first()
        items.sort(key=lambda item: item.terminal)
        if not self._connection.online:
            self._note.setText("Not connected to the daemon")
        else:
            self._note.setText("Nothing has been deployed yet")
        self._note.setVisible(not self._connection.online or not items)
        for number, entry in enumerate(self._entries):
            entry.setVisible(number < len(items))
            if number < len(items):
                entry.setText(menu_text(_line(items[number])))
                entry.setData(items[number].id)


def _line(item: DeploymentData) -> str:
    when = ago(item.completed_at or item.started_at, now()) if item.terminal else f"{item.progress} %"
    words = (" ".join(part for part in (name(item), item.version) if part), state(item), when)
    return " · ".join(word for word in words if word)
