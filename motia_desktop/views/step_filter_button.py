"""Narrows the table of steps by state, language and type."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from motia_desktop.widgets.mark import Mark
from motia_desktop.wording import LANGUAGE_NAMES, TYPE_NAMES
from motiad.contract.deployment import Language, StepType


class StepFilterButton(QToolButton):
    """A menu with one choice of each kind; says on its face what is chosen."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(14, 14))
        self._menu = QMenu(self)
        states = {
            Mark.FAILED: self.tr("Failed"),
            Mark.RUNNING: self.tr("In work"),
            Mark.WAITING: self.tr("Waiting"),
            Mark.STOPPED: self.tr("Stopped"),
            Mark.DONE: self.tr("Done"),
        }
        self.states = self._choices(self.tr("Any state"), states)
        self._menu.addSeparator()
        self.languages = self._choices(self.tr("Any language"), LANGUAGE_NAMES)
        self._menu.addSeparator()
        self.types = self._choices(self.tr("Any type"), TYPE_NAMES)
        self.setMenu(self._menu)
        self._say()

    def _choices(self, anything: str, names: Mapping[Any, str]) -> QActionGroup:
        group = QActionGroup(self)
        for value, name in ((None, anything), *names.items()):
            action = group.addAction(name)
            action.setCheckable(True)
            action.setChecked(value is None)
            action.setData(value)
            self._menu.addAction(action)
        group.triggered.connect(self._chosen)
        return group

    @property
    def chosen(self) -> tuple[Mark | None, Language | None, StepType | None]:
        """What the table is narrowed to; None is any."""
        mark, language, kind = (group.checkedAction().data() for group in (self.states, self.languages, self.types))
        return mark, language, kind

    def clear(self) -> None:
        """Show everything again."""
        for group in (self.states, self.languages, self.types):
            group.actions()[0].setChecked(True)
        self._chosen()

    def _chosen(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        groups = (self.states, self.languages, self.types)
        chosen = [action.text() for group in groups if (action := group.checkedAction()).data() is not None]
        self.setText(" · ".join(chosen) or self.tr("Filter"))
        self.setToolTip(self.tr("Show only some of the steps"))
        self.setAccessibleName(self.tr("Filter the steps: {chosen}").format(chosen=", ".join(chosen) or self.tr("all")))
