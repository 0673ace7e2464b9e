"""What the window and the tray have in common: the application object, the loop, and an orderly end."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping

import qasync  # after PySide6, by which it chooses its binding
from PySide6.QtWidgets import QApplication

from motia_desktop.crash import CrashReporter
from motia_desktop.garbage import GarbageCollector
from motia_desktop.language import speak
from motia_desktop.theme.icons import icon
from motiad.paths import Paths


def need_display(name: str, environ: Mapping[str, str] = os.environ) -> None:
    """End the process with a sentence where there is no screen: Qt would abort it without one."""
    named = any(environ.get(variable) for variable in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    if sys.platform.startswith("linux") and not named:
        sys.stderr.write(f"{name}: there is no display here. In a terminal, “motiad deploy” does the same work.\n")
        sys.exit(1)


def make_application(name: str) -> QApplication:
    """Return the process's application object; closing the last window does not end it."""
    need_display(name)
    app = QApplication([name])
    app.setApplicationName(name)
    app.setApplicationDisplayName("Motia Desktop")
    app.setDesktopFileName(name)
    app.setOrganizationName("motia-desktop")
    app.setQuitOnLastWindowClosed(False)
    app.setWindowIcon(icon("app"))
    GarbageCollector(app)
    speak(app)
    return app


def run(app: QApplication, paths: Paths, work: Callable[[CrashReporter, asyncio.Event], Awaitable[None]]) -> int:
    """Run `work` in Qt's loop until it returns; SIGINT and SIGTERM set the event it is given."""
    crashes = CrashReporter(paths.log)
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    try:
        with loop:
            crashes.install(loop)
            ended = asyncio.Event()
            for number in (signal.SIGINT, signal.SIGTERM):
                with contextlib.suppress(NotImplementedError, RuntimeError):  # Windows has none in a loop
                    loop.add_signal_handler(number, ended.set)
            loop.run_until_complete(work(crashes, ended))
    finally:
        crashes.remove()
    return 0
