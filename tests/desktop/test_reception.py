import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import states
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from motia_desktop.app import Desktop
from motia_desktop.options import Options
from motia_desktop.saved_keys import SavedKeys
from motia_desktop.stores.connection import Link
from motia_desktop.theme.theme import Theme
from motia_desktop.tray.window_link import WindowLink
from motia_desktop.tray.wish import Wish
from motiad.cloud import CloudSessions
from motiad.paths import Paths

# The offscreen platform warns that it cannot raise a window.
pytestmark = [pytest.mark.qt, pytest.mark.qt_log_level_fail("CRITICAL")]


@pytest.fixture
async def desktop(tmp_path: Path, qapp: QApplication) -> AsyncIterator[Desktop]:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    keys = SavedKeys()
    async with CloudSessions() as sessions:
        desktop = Desktop(Options(Paths.under(tmp_path)), Theme(qapp), settings, sessions, keys)
        desktop.reception.open()
        desktop.connection.become(Link.ONLINE)
        for key in ("a", "b"):
            desktop.store.put(states.completed(id=key))
        yield desktop
        desktop.reception.close()
        await desktop.tasks.close()
        desktop.window.hide()
        desktop.window.deleteLater()
    await keys.close()


async def test_shows_what_the_tray_asks_for_and_says_what_is_in_front(desktop: Desktop, until) -> None:
    link, window = WindowLink(desktop.options.paths), desktop.window
    window.show()
    await until(window.isActiveWindow)
    assert await link.show("a", Wish.OPEN)
    assert await link.in_front() == window.current == "a"
    assert await link.show("b", Wish.LOG)
    await until(lambda: window.page.logs.view.hasFocus())
    assert await link.in_front() == window.current == "b"
    window.show_all()
    assert await link.in_front() == ""
    await link.show("b", Wish.OPEN)
    window.showMinimized()
    assert await link.in_front() == ""
    await link.show("", Wish.OPEN)
    assert not window.isMinimized()
    assert window.current == "b"


async def test_asks_how_to_deploy_again_or_to_deploy_a_folder(desktop: Desktop, tmp_path: Path) -> None:
    desktop.window.show()
    assert await WindowLink(desktop.options.paths).show("a", Wish.AGAIN)
    dialog = desktop.dialogs.dialog
    assert dialog is not None
    assert dialog.isVisible()
    assert desktop.window.current == "a"
    desktop.reception.serve("project", str(tmp_path))
    await asyncio.sleep(0)
    assert dialog.folder.text() == str(tmp_path)
    dialog.close()
