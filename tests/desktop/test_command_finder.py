"""The palette and the shortcut list of the real window."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
import states
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel

from motia_desktop.app import Desktop
from motia_desktop.options import Options
from motia_desktop.orders import Order, Recipe
from motia_desktop.saved_keys import SavedKeys
from motia_desktop.theme.theme import Theme
from motia_desktop.views.menu_entries import menu_entries
from motiad.cloud import CloudSessions
from motiad.paths import Paths

pytestmark = pytest.mark.qt


@pytest.fixture
async def desktop(qapp, qtbot, tmp_path: Path) -> Iterator[Desktop]:
    theme, keys = Theme(qapp), SavedKeys()
    theme.apply("light")
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    async with CloudSessions() as sessions:
        desktop = Desktop(Options(Paths.under(tmp_path)), theme, settings, sessions, keys)
        desktop.wire(asyncio.Event())
        qtbot.addWidget(desktop.window)
        desktop.front.show()
        yield desktop
        await desktop.tasks.close()
    await keys.close()


def test_every_action_is_in_a_menu(desktop: Desktop) -> None:
    in_menus = {entry.action for entry in menu_entries(desktop.window.menuBar())}
    ours = {action for action in desktop.actions.findChildren(QAction) if action is not desktop.actions.new_primary}
    assert [action.text() for action in ours - in_menus] == []
    assert all(entry.words for entry in menu_entries(desktop.window.menuBar()))


def test_no_two_actions_have_the_same_keys(desktop: Desktop) -> None:
    keys = [key.toString() for entry in menu_entries(desktop.window.menuBar()) for key in entry.action.shortcuts()]
    assert len(keys) == len(set(keys)) >= 12


def test_a_few_letters_and_enter_do_it(desktop: Desktop, qtbot, tmp_path: Path) -> None:
    desktop.store.load(states.history())
    (tmp_path / "order-desk").mkdir()
    desktop.recipes.remember("dep-a1", Order(Recipe(tmp_path / "order-desk", "local"), "v1"))
    desktop.actions.palette.trigger()
    palette = desktop.finder.palette
    assert palette is not None
    qtbot.keyClicks(palette.field, "newsl")
    assert palette.list.currentIndex().data().startswith("newsletter")
    assert palette.field.accessibleDescription().startswith("newsletter")
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert desktop.window.current == "dep-a3"
    folders = [entry.kind for entry in desktop.finder.entries() if entry.words == "Deploy order-desk"]
    assert folders == [str(tmp_path / "order-desk")]


def test_the_list_of_shortcuts_has_every_one(desktop: Desktop) -> None:
    desktop.actions.shortcuts.trigger()
    dialog = desktop.finder.shortcuts
    assert dialog is not None
    shown = {label.text() for label in dialog.findChildren(QLabel)}
    for entry in menu_entries(desktop.window.menuBar()):
        if entry.shortcut:
            assert {entry.words, entry.shortcut} <= shown
