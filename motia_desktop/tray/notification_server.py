"""The desktop's notification server, over D-Bus.

PySide6's QtDBus cannot send an unsigned integer, and `Notify` wants one; jeepney, which the keyring brings along on
Linux, can.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress, MatchRule, message_bus, new_method_call  # type: ignore[import-untyped]
from jeepney.io.asyncio import Proxy, open_dbus_router  # type: ignore[import-untyped]
from jeepney.low_level import HeaderFields, MessageType  # type: ignore[import-untyped]

_NAME = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"
ANSWER_SECONDS = 3.0
_EXPIRED = 1
"""The reason of `NotificationClosed` after which a server may still offer the notification in its history."""


@dataclass(frozen=True)
class Clicked:
    """An action of a notification was chosen."""

    number: int
    action: str


@dataclass(frozen=True)
class Gone:
    """A notification is no more; None: none of them is, for the server is another one."""

    number: int | None


class NotificationServer:
    """One connection to the session bus."""

    def __init__(self, router: Any) -> None:
        self._router = router
        self._rules = (
            MatchRule(type="signal", interface=_NAME, member="ActionInvoked", path=_PATH),
            MatchRule(type="signal", interface=_NAME, member="NotificationClosed", path=_PATH),
            _new_owner(),
        )

    @classmethod
    @contextlib.asynccontextmanager
    async def connect(cls) -> AsyncIterator["NotificationServer | None"]:
        """Connect to the session bus; None where there is none, or it does not answer in time."""
        async with contextlib.AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    server = cls(await stack.enter_async_context(open_dbus_router()))
                    for rule in server._rules:
                        await Proxy(message_bus, server._router).AddMatch(rule)
            except (OSError, KeyError, ValueError, RuntimeError, TimeoutError):
                server = None
            yield server

    async def events(self) -> AsyncIterator[Clicked | Gone]:
        """Yield what happens to notifications, this program's and others'."""
        signals: asyncio.Queue[Any] = asyncio.Queue(64)
        with contextlib.ExitStack() as stack:
            for rule in self._rules:
                stack.enter_context(self._router.filter(rule, queue=signals))
            while True:
                signal = await signals.get()
                member, body = signal.header.fields[HeaderFields.member], signal.body
                if member == "ActionInvoked":
                    yield Clicked(int(body[0]), str(body[1]))
                elif member == "NameOwnerChanged":
                    yield Gone(None)
                elif body[1] != _EXPIRED:
                    yield Gone(int(body[0]))

    async def capabilities(self) -> frozenset[str]:
        """Return what the server can do: `actions`, `body-markup` and others."""
        answer = await self._call("GetCapabilities", None, ())
        return frozenset(answer[0]) if answer is not None else frozenset()

    async def notify(
        self, title: str, body: str, *, urgent: bool, replaces: int, actions: Sequence[tuple[str, str]]
    ) -> int | None:
        """Show a notification in place of number `replaces` (0: of none); return its number, None if nobody did.

        `actions`: keys and words; the one called `default` is a click on the notification itself.
        """
        hints = {
            "urgency": ("y", 2 if urgent else 1),
            "category": ("s", "transfer.error" if urgent else "transfer.complete"),
            "desktop-entry": ("s", "dev.motia.Desktop"),
        }
        offered = [part for action in actions for part in action]
        arguments = ("Motia Desktop", replaces, "", title, body, offered, hints, -1)
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


def _new_owner() -> Any:
    """Return the rule for a server that ends or starts: the numbers of the one before mean nothing to it."""
    rule = MatchRule(
        type="signal",
        sender="org.freedesktop.DBus",
        interface="org.freedesktop.DBus",
        member="NameOwnerChanged",
        path="/org/freedesktop/DBus",
    )
    rule.add_arg_condition(0, _NAME)
    return rule
