"""A button that opens a menu made anew each time, so that it never offers what is gone."""

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QPushButton, QWidget


class MenuButton(QPushButton):
    """Asks `fill` for its entries whenever it is opened."""

    def __init__(self, text: str, fill: Callable[[QMenu], None], parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._fill = fill
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self.refresh)
        self.setMenu(self._menu)

    def refresh(self) -> QMenu:
        """Fill the menu with what is true now, and return it."""
        self._menu.clear()
        self._fill(self._menu)
        return self._menu
