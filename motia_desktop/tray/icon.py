"""The icon in the panel: there as soon as the desktop has a tray."""

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from motia_desktop.formats import unmarked
from motia_desktop.tray.drawing import STEP, drawn
from motia_desktop.tray.policy import TrayState

LOOK_MILLIS = 2000
"""An icon that is shown before the desktop's tray is up never appears: it is made when there is one."""


class TrayIcon(QObject):
    """Shows a state; a click opens the window, the menu is the desktop's way."""

    opened = Signal()
    """The icon was clicked."""

    def __init__(self, menu: QMenu, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._menu = menu
        self._state = TrayState.OFFLINE
        self._percent = 0
        self._tip = ""
        self._icon: QSystemTrayIcon | None = None
        self._icons: dict[tuple[TrayState, int], QIcon] = {}
        self._look = QTimer(self, interval=LOOK_MILLIS)
        self._look.timeout.connect(self._appear)
        self._look.start()
        self._appear()

    @property
    def there(self) -> bool:
        """Whether the desktop has a tray that shows it."""
        return self._icon is not None

    def show_state(self, state: TrayState, tip: str, percent: int = 0) -> None:
        """Show another state; `percent` counts while it is WORKING."""
        shown = (state, percent // STEP * STEP if state is TrayState.WORKING else 0)
        if shown != (self._state, self._percent):
            self._state, self._percent = shown
            if self._icon is not None:
                self._icon.setIcon(self._picture())
        if tip != self._tip:
            self._tip = tip
            if self._icon is not None:
                self._icon.setToolTip(unmarked(tip))

    def say(self, title: str, body: str, *, urgent: bool) -> bool:
        """Show a message by Qt's own means; returns whether there was anywhere to show it."""
        if self._icon is None or not QSystemTrayIcon.supportsMessages():
            return False
        kind = QSystemTrayIcon.MessageIcon
        self._icon.showMessage(title, body, kind.Warning if urgent else kind.Information)
        return True

    def hide(self) -> None:
        """Take it away."""
        self._look.stop()
        if self._icon is not None:
            self._icon.hide()

    def _picture(self) -> QIcon:
        shown = (self._state, self._percent)
        if shown not in self._icons:
            self._icons[shown] = drawn(*shown)
        return self._icons[shown]

    def _appear(self) -> None:
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        self._look.stop()
        self._icon = QSystemTrayIcon(self)
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._activated)
        self._icon.messageClicked.connect(self.opened)
        self._icon.setIcon(self._picture())
        self._icon.setToolTip(unmarked(self._tip))
        self._icon.show()

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self.opened.emit()
