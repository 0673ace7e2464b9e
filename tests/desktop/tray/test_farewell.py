import pytest
import states
from PySide6.QtWidgets import QSystemTrayIcon

from motia_desktop.tray.farewell import say_farewell
from motiad.paths import Paths

pytestmark = pytest.mark.qt


async def test_without_a_tray_and_without_a_bus_the_terminal_is_told(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")
    assert not QSystemTrayIcon.isSystemTrayAvailable()
    await say_farewell(Paths.under(tmp_path), [states.uploading()])
    said = capsys.readouterr().err
    assert said.startswith("order-desk 9c41e07 goes on without the window. ")
    assert "motiad list" in said


async def test_nothing_runs_nothing_is_said(tmp_path, capsys) -> None:
    await say_farewell(Paths.under(tmp_path), [])
    assert capsys.readouterr().err == ""
