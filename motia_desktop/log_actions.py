"""What can be done with a log; made by `Actions`, like every other action."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from motia_desktop.models.log_filter import Level

Make = Callable[[str, str, QKeySequence.StandardKey | str | None], QAction]
"""Makes an action out of its words, its drawing and its shortcut."""


class LogActions(QObject):
    """For the log of the deployment in view; the log's panel connects them."""

    painted = Signal()
    """The icons have another theme's colours."""

    def __init__(self, parent: QObject, make: Make) -> None:
        super().__init__(parent)
        self.find = make(self.tr("Find in the log…"), "find", QKeySequence.StandardKey.Find)
        self.find_next = make(self.tr("Find next"), "down", "F3")
        self.find_previous = make(self.tr("Find previous"), "up", "Shift+F3")
        self.times = self._switch(make(self.tr("Show times"), "clock", "Ctrl+T"))
        self.wrap = self._switch(make(self.tr("Wrap long lines"), "wrap", "Alt+Z"))
        self.wrap.setChecked(True)
        self.newest = make(self.tr("Go to the newest line"), "end", "Ctrl+End")
        self.copy = make(self.tr("Copy the log"), "copy", None)
        self.copy.setToolTip(self.tr("Copy what is selected, or else all that is shown"))
        self.save = make(self.tr("Save the log…"), "save", QKeySequence.StandardKey.Save)
        self.save.setToolTip(self.tr("Save all that is shown to a file"))
        self.levels = QActionGroup(self)
        for level, words in (
            (Level.ALL, self.tr("All lines")),
            (Level.WARNINGS, self.tr("Warnings and errors")),
            (Level.ERRORS, self.tr("Errors only")),
        ):
            action = self._switch(QAction(words, self.levels))
            action.setData(level)
            action.setChecked(level is Level.ALL)

    def _switch(self, action: QAction) -> QAction:
        action.setCheckable(True)
        return action

    def in_menu(self) -> list[QAction]:
        """Return them as a menu shows them, without the levels."""
        return [
            self.find,
            self.find_next,
            self.find_previous,
            self.newest,
            self.times,
            self.wrap,
            self.copy,
            self.save,
        ]
