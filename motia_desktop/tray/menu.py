"""The tray's menu, made anew whenever it is opened."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from motia_desktop.clock import now
from motia_desktop.formats import ago, menu_text
from motia_desktop.stores.connection import Connection
from motia_desktop.stores.deployments import DeploymentStore
from motia_desktop.wording import name, state

MOST = 6


class TrayMenu(QMenu):
    """The last deployments, the window, and the way out."""

    deployment_wanted = Signal(str)
    """Open the window on this deployment; empty for none in particular."""
    quit_wanted = Signal()

    def __init__(self, store: DeploymentStore, connection: Connection) -> None:
        super().__init__()
        self._store = store
        self._connection = connection
        self.aboutToShow.connect(self.build)
        self.build()

    def build(self) -> None:
        """Fill the menu with what is true now."""
        self.clear()
        items = self._store.newest_first()
        items.sort(key=lambda item: item.terminal)
        if not self._connection.online:
            self.addAction("The daemon is not running").setEnabled(False)
        elif not items:
            self.addAction("Nothing has been deployed yet").setEnabled(False)
        for item in items[:MOST]:
            when = ago(item.completed_at or item.started_at, now()) if item.terminal else f"{item.progress} %"
            words = [" ".join(part for part in (name(item), item.version) if part), state(item), when]
            self._add(" · ".join(word for word in words if word), item.id)
        self.addSeparator()
        self._add("Open Motia Desktop", "")
        self.addAction("Quit").triggered.connect(self.quit_wanted)

    def _add(self, text: str, deployment_id: str) -> QAction:
        action = self.addAction(menu_text(text))
        action.triggered.connect(lambda: self.deployment_wanted.emit(deployment_id))
        return action
