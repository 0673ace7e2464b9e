"""What can be done with the steps of a deployment; made by `Actions`, like every other action."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from motia_desktop.log_actions import Make


class StepActions(QObject):
    """For the steps of the deployment in view; its page connects them."""

    def __init__(self, parent: QObject, make: Make) -> None:
        super().__init__(parent)
        self.search = make(self.tr("Search steps"), "find", "Ctrl+Shift+F")
        self.table = make(self.tr("Steps as a table"), "", "Ctrl+1")
        self.picture = make(self.tr("Steps as a picture"), "", "Ctrl+2")
        self.zoom_in = make(self.tr("Zoom in"), "plus", "Ctrl++")
        self.zoom_out = make(self.tr("Zoom out"), "minus", "Ctrl+-")
        self.fit = make(self.tr("Show all of the picture"), "fit", "Ctrl+0")

    def in_menu(self) -> list[QAction]:
        """Return them as a menu shows them."""
        return [self.search, self.table, self.picture, self.zoom_in, self.zoom_out, self.fit]

    def follow(self, *, shown: bool) -> None:
        """Offer them while a deployment is in view."""
        for action in self.in_menu():
            action.setEnabled(shown)
