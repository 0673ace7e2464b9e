"""Opens the command palette and the list of shortcuts for a window."""

from functools import partial

from PySide6.QtCore import QObject

from motia_desktop.dialogs import Dialogs
from motia_desktop.models.palette import Entry
from motia_desktop.stores.deployments import DeploymentStore
from motia_desktop.stores.recipes import Recipes
from motia_desktop.views.menu_entries import menu_entries
from motia_desktop.views.palette import Palette
from motia_desktop.views.shortcuts import ShortcutsDialog
from motia_desktop.views.window import MainWindow
from motia_desktop.wording import environment, name, state

MOST_DEPLOYMENTS = 40


class CommandFinder(QObject):
    """Actions of every menu, recent deployments, and the folders they came from."""

    def __init__(self, window: MainWindow, store: DeploymentStore, recipes: Recipes, dialogs: Dialogs) -> None:
        super().__init__(window)
        self._window = window
        self._store = store
        self._recipes = recipes
        self._dialogs = dialogs
        self.palette: Palette | None = None
        self.shortcuts: ShortcutsDialog | None = None

    def entries(self) -> list[Entry]:
        """Return what can be done right now."""
        found = [
            Entry(entry.words.rstrip("…"), entry.menu, entry.action.trigger, entry.shortcut)
            for entry in menu_entries(self._window.menuBar())
            if entry.action.isEnabled() and entry.action.isVisible()
        ]
        for data in self._store.newest_first()[:MOST_DEPLOYMENTS]:
            words = " · ".join(part for part in (name(data), data.version, environment(data), state(data)) if part)
            found.append(Entry(words, self.tr("Deployment"), partial(self._window.show_deployment, data.id)))
        for folder in self._recipes.recent():
            words = self.tr("Deploy {0}").format(folder.name)
            found.append(Entry(words, str(folder), partial(self._dialogs.new_deployment_of, str(folder))))
        return found

    def open_palette(self) -> None:
        """Ask what to do."""
        self.palette = Palette(self.entries(), self._window)
        self.palette.open()

    def open_shortcuts(self) -> None:
        """List the keys."""
        self.shortcuts = ShortcutsDialog(menu_entries(self._window.menuBar()), self._window)
        self.shortcuts.open()
