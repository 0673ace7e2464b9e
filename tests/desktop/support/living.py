"""A window that lives on a daemon of its own, and how that daemon is ended."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from motia_desktop.app import Desktop
from motia_desktop.options import Options
from motia_desktop.saved_keys import SavedKeys
from motia_desktop.theme.theme import Theme
from motiad.client import find
from motiad.cloud import CloudSessions
from motiad.paths import Paths

STEP = """config = {"type": "api", "name": "Hello", "path": "/hello", "method": "GET", "emits": [], "flows": []}


async def handler(request, context):
    return {"status": 200, "body": {"hello": "world"}}
"""


@asynccontextmanager
async def running(base: Path, **asked: Any) -> AsyncIterator[Desktop]:
    """A window that lives; its daemon lives on, as it should."""
    base.mkdir(exist_ok=True)
    settings = QSettings(str(base / "window.ini"), QSettings.Format.IniFormat)
    app = QApplication.instance()
    theme = Theme(app)
    theme.apply("light")
    keys, ended = SavedKeys(), asyncio.Event()
    async with CloudSessions() as sessions:
        desktop = Desktop(Options(Paths.under(base), **asked), theme, settings, sessions, keys)
        life = asyncio.ensure_future(desktop.live(ended))
        try:
            yield desktop
        finally:
            desktop.window.close()
            await asyncio.wait_for(life, 60)
            await keys.close()
            desktop.window.deleteLater()


async def end_daemon(paths: Paths) -> None:
    info = await find(paths)
    if info is not None:
        os.kill(info.pid, signal.SIGTERM)
        async with asyncio.timeout(60):
            while await find(paths) is not None:
                await asyncio.sleep(0.05)
