"""Shows notices on the desktop: buttons for what can be done, an urgency, one bubble a deployment."""

import asyncio
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from motia_desktop.tray.policy import Notice
from motia_desktop.tray.wish import Wish

if TYPE_CHECKING:
    from motia_desktop.tray.notification_server import NotificationServer

MOST_KEPT = 50


class Notifier:
    """Sends notices and tells when one is clicked; where there is no server, `send` says so."""

    def __init__(self, wanted: Callable[[str, Wish], None]) -> None:
        """`wanted` gets the id of the deployment whose notice was clicked, and what for."""
        self._wanted = wanted
        self._server: NotificationServer | None = None
        self._bubbles: dict[int, Notice] = {}
        self._settled = asyncio.Event()

    async def settled(self) -> None:
        """Wait until `run` knows whether there is a bus to send on, which takes it a few seconds at most."""
        await self._settled.wait()

    async def run(self) -> None:
        """Listen for clicks until cancelled; returns at once where there is no session bus."""
        try:
            await self._listen()
        finally:
            self._settled.set()

    async def _listen(self) -> None:
        try:
            from motia_desktop.tray.notification_server import Clicked, NotificationServer
        except ImportError:  # Windows and macOS have no D-Bus
            return
        async with NotificationServer.connect() as server:
            if server is None:
                return
            self._server = server
            self._settled.set()
            try:
                async for event in server.events():
                    if isinstance(event, Clicked):
                        self._clicked(event.number, event.action)
                    elif event.number is None:
                        self._bubbles.clear()
                    else:
                        self._bubbles.pop(event.number, None)
            finally:
                self._server = None

    async def send(self, notice: Notice) -> bool:
        """Show a notice; returns False where no notification server answers."""
        if self._server is None:
            return False
        can = await self._server.capabilities()
        before = next((number for number, kept in self._bubbles.items() if _same(kept, notice)), 0)
        body = escape(notice.body, quote=False) if "body-markup" in can else notice.body
        offers = [("default", _words(Wish.OPEN)), *((wish.value, _words(wish)) for wish in notice.offers)]
        number = await self._server.notify(
            notice.title, body, urgent=notice.urgent, replaces=before, actions=offers if "actions" in can else ()
        )
        if number is None:
            return False
        self._bubbles[number] = notice
        while len(self._bubbles) > MOST_KEPT:
            del self._bubbles[next(iter(self._bubbles))]
        return True

    def _clicked(self, number: int, action: str) -> None:
        notice = self._bubbles.get(number)
        if notice is None:  # another program's
            return
        if action == "default":
            self._wanted(notice.deployment_id, Wish.OPEN)
        elif action in notice.offers:
            self._wanted(notice.deployment_id, Wish(action))


def _same(kept: Notice, notice: Notice) -> bool:
    """Whether a notice is a later one about the same deployment."""
    return bool(notice.deployment_id) and kept.deployment_id == notice.deployment_id


def _words(wish: Wish) -> str:
    return {
        Wish.OPEN: QCoreApplication.translate("Tray", "Open"),
        Wish.LOG: QCoreApplication.translate("Tray", "Show log"),
        Wish.CANCEL: QCoreApplication.translate("Tray", "Cancel"),
        Wish.RETRY: QCoreApplication.translate("Tray", "Retry"),
        Wish.AGAIN: QCoreApplication.translate("Tray", "Deploy again…"),
    }[wish]
