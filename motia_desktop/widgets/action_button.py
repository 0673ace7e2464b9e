"""A button that is an action: same words, same state, gone where the action is."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget


class ActionButton(QPushButton):
    """Follows its action; an action's data may name the button's role."""

    def __init__(self, action: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._action = action
        role = action.property("role")
        if role:
            self.setProperty("role", role)
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        action = self._action
        drawn = not action.icon().isNull()  # the space keeps the words away from the drawing
        self.setText(f" {action.text()}" if drawn else action.text())
        self.setIcon(action.icon())
        self.setToolTip(action.toolTip())
        self.setEnabled(action.isEnabled())
        if not action.isVisible():
            self.hide()
        elif self.parentWidget() is not None:  # without a parent it would become a window of its own
            self.show()
        self.setAccessibleName(action.text().replace("&", ""))
