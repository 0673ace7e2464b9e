"""What a daemon tells the service manager that runs it (sd_notify(3)): ready, alive, stopping."""

import asyncio
import os
import socket
from collections.abc import Mapping
from contextlib import suppress


class ServiceManager:
    """The manager behind `NOTIFY_SOCKET`; without one, nobody is told."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._address = environ.get("NOTIFY_SOCKET", "")
        for_us = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        microseconds = environ.get("WATCHDOG_USEC", "") if for_us else ""
        self.watchdog_seconds = int(microseconds) / 1e6 if microseconds.isdecimal() else None
        """How often it wants to hear that the daemon lives, if at all."""

    def ready(self, status: str) -> None:
        """The daemon answers; `status` is shown to people."""
        self._tell(f"READY=1\nMAINPID={os.getpid()}\nSTATUS={status}")

    def stopping(self) -> None:
        """The daemon ends in order."""
        self._tell("STOPPING=1")

    async def keep_alive(self) -> None:
        """Tell that the event loop turns, twice as often as asked for, until cancelled."""
        while self.watchdog_seconds:
            self._tell("WATCHDOG=1")
            await asyncio.sleep(self.watchdog_seconds / 2)

    def _tell(self, message: str) -> None:
        if not self._address.startswith(("/", "@")):
            return
        address = f"\0{self._address[1:]}" if self._address.startswith("@") else self._address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            sender.sendto(message.encode(), address)
