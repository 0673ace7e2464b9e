"""The desktop's notification server, over D-Bus.

PySide6's QtDBus cannot send an unsigned integer, and `Notify` wants one; jeepney, which the keyring brings along on
Linux, can.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from jeepney import DBusAddress, MatchRule, message_bus, new_method_call  # type: ignore[import-untyped]
from jeepney.io.asyncio import Proxy, open_dbus_router  # type: ignore[import-untyped]
from jeepney.low_level import MessageType  # type: ignore[import-untyped]

_NAME = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"
ANSWER_SECONDS = 3.0


class NotificationServer:
    """One connection to the session bus."""

    def __init__(self, router: Any) -> None:
        self._router = router
        self._clicks = MatchRule(type="signal", interface=_NAME, member="ActionInvoked", path=_PATH)

    @classmethod
    @contextlib.asynccontextmanager
    async def connect(cls) -> AsyncIterator["NotificationServer | None"]:
        """Connect to the session bus; None where there is none, or it does not answer in time."""
        async with contextlib.AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    server = cls(await stack.enter_async_context(open_dbus_router()))
                    await Proxy(message_bus, server._router).AddMatch(server._clicks)
            except (OSError, KeyError, ValueError, RuntimeError, TimeoutError):
                server = None
            yield server

    async def clicks(self) -> AsyncIterator[int]:
        """Yield the number of every notification that is clicked."""
        with self._router.filter(self._clicks, bufsize=16) as signals:
            while True:
                number, _action = (await signals.get()).body
                yield int(number)

    async def reads_markup(self) -> bool:
        """Return whether the server reads markup in a body, so that data must be escaped for it."""
        answer = await self._call("GetCapabilities", None, ())
        return answer is not None and "body-markup" in answer[0]

    async def notify(self, title: str, body: str, *, urgent: bool, replaces: int) -> int | None:
        """Show a notification in place of number `replaces` (0: of none); return its number, None if nobody did."""
        hints = {
            "urgency": ("y", 2 if urgent else 1),
            "category": ("s", "transfer.error" if urgent else "transfer.complete"),
            "desktop-entry": ("s", "motia-desktop"),
        }
        arguments = ("Motia Desktop", replaces, "", title, body, ["default", "Open"], hints, -1)
        answer = await self._call("Notify", "susssasa{sv}i", arguments)
        return None if answer is None else int(answer[0])

    async def _call(self, member: str, signature: str | None, body: tuple[Any, ...]) -> tuple[Any, ...] | None:
        address = DBusAddress(_PATH, bus_name=_NAME, interface=_NAME)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                answer = await self._router.send_and_get_reply(new_method_call(address, member, signature, body))
        except (OSError, RuntimeError, TimeoutError):
            return None
        answered: tuple[Any, ...] | None = answer.body
        return answered if answer.header.message_type is MessageType.method_return else None
