from PySide6.QtWidgets import QMenu

from motia_desktop.tray.icon import TrayIcon
from motia_desktop.tray.policy import TrayState


def test_a_desktop_without_a_tray_has_no_icon_and_no_messages(qapp) -> None:
    menu = QMenu()
    icon = TrayIcon(menu)
    icon.show_state(TrayState.WORKING, "Motia: order-desk, uploading, 47 %", 47)
    assert not icon.there
    assert not icon.say("title", "body", urgent=True)
    icon.hide()
    menu.deleteLater()
