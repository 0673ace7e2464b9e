"""Every action there is, as the menu bar has it: what is in no menu does not exist."""

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar


class MenuEntry(NamedTuple):
    """An action and the menus it is in."""

    menu: str
    action: QAction

    @property
    def words(self) -> str:
        """What it is called, without the letter that is underlined."""
        return plain_words(self.action.text())

    @property
    def shortcut(self) -> str:
        """Its keys as this system writes them."""
        return self.action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def plain_words(text: str) -> str:
    """Return a menu's text without what marks its letter."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def menu_entries(bar: QMenuBar) -> list[MenuEntry]:
    """Return the actions of a menu bar in their order, with those of the menus within menus."""
    found: list[MenuEntry] = []
    for action in bar.actions():
        menu = action.menu()
        if isinstance(menu, QMenu):
            found += _within(menu, plain_words(action.text()))
    return found


def _within(menu: QMenu, name: str) -> Iterator[MenuEntry]:
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from _within(inner, f"{name} › {plain_words(action.text())}")
        elif not action.isSeparator():
            yield MenuEntry(name, action)
