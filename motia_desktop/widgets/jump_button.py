"""The button that says how many lines are new below, and leads to them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

ABOVE = 12
"""Pixels between it and the lower edge of what it floats over."""


class JumpButton(QPushButton):
    """Floats over its parent; hidden while nothing is new."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._below = parent
        self.setProperty("role", "pill")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Go to the newest line"))
        self.hide()

    def offer(self, unseen: int) -> None:
        """Say how many lines are new, or go away where there are none."""
        if not unseen:
            self.hide()
            return
        words = self.tr("%Ln new lines", "", unseen)
        if words != self.text():
            self.setText(words)
            self.setAccessibleName(self.tr("{0}, go to the newest").format(words))
            self.adjustSize()
        room = self._below.size()
        self.move((room.width() - self.width()) // 2, room.height() - self.height() - ABOVE)
        self.show()
        self.raise_()
