"""Says that work goes on where the window was the only thing on the desktop that showed it."""

import asyncio
import contextlib
import sys
from collections.abc import Sequence

from PySide6.QtWidgets import QSystemTrayIcon

from motia_desktop.tray.lock import tray_runs
from motia_desktop.tray.notifier import Notifier
from motia_desktop.tray.policy import farewell
from motiad.contract.deployment import DeploymentData
from motiad.paths import Paths

SECONDS = 4.0
"""How long the desktop may take to show it; the window is hidden by then."""


async def say_farewell(paths: Paths, active: Sequence[DeploymentData]) -> None:
    """Tell what goes on, by a notification or on stderr; nothing where a tray icon shows it."""
    if not active or (QSystemTrayIcon.isSystemTrayAvailable() and tray_runs(paths)):
        return
    news = farewell(active)
    notifier = Notifier(lambda *_: None)
    listening = asyncio.ensure_future(notifier.run())
    sent = False
    try:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SECONDS):
                await notifier.settled()
                sent = await notifier.send(news)
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
    if not sent:
        sys.stderr.write(f"{news.title}. {news.body}\n")
