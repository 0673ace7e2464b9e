"""Says that a deployment ended: an action to open it, an urgency, one bubble a deployment."""

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

from motia_desktop.tray.policy import Notice

if TYPE_CHECKING:
    from motia_desktop.tray.notification_server import NotificationServer

MOST_KEPT = 50


class Notifier:
    """Sends notices and tells when one is clicked; where there is no server, `send` says so."""

    def __init__(self, clicked: Callable[[str], None]) -> None:
        """`clicked` gets the id of the deployment whose notice was clicked."""
        self._clicked = clicked
        self._server: NotificationServer | None = None
        self._bubbles: dict[int, str] = {}

    @property
    def ready(self) -> bool:
        """Whether there is a bus to send on."""
        return self._server is not None

    async def run(self) -> None:
        """Listen for clicks until cancelled; returns at once where there is no session bus."""
        try:
            from motia_desktop.tray.notification_server import NotificationServer
        except ImportError:  # Windows and macOS have no D-Bus
            return
        async with NotificationServer.connect() as server:
            if server is None:
                return
            self._server = server
            try:
                async for number in server.clicks():
                    if number in self._bubbles:
                        self._clicked(self._bubbles[number])
            finally:
                self._server = None

    async def send(self, notice: Notice) -> bool:
        """Show a notice; returns False where no notification server answers."""
        if self._server is None:
            return False
        before = next((number for number, key in self._bubbles.items() if key == notice.deployment_id), 0)
        body = escape(notice.body, quote=False) if await self._server.reads_markup() else notice.body
        number = await self._server.notify(notice.title, body, urgent=notice.urgent, replaces=before)
        if number is None:
            return False
        self._bubbles[number] = notice.deployment_id
        while len(self._bubbles) > MOST_KEPT:
            del self._bubbles[next(iter(self._bubbles))]
        return True
