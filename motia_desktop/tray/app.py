"""`motia-tray`: the notifier alone, over the same stores as the window."""

import asyncio
import sys
from functools import partial

from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QApplication

from motia_desktop.backend.supervisor import Supervisor
from motia_desktop.crash import CrashReporter, log
from motia_desktop.options import tray_options
from motia_desktop.session import make_application, run
from motia_desktop.stores.connection import Connection, Link
from motia_desktop.stores.deployments import DeploymentStore
from motia_desktop.stores.feed import Feed
from motia_desktop.tasks import Tasks
from motia_desktop.theme.theme import Theme
from motia_desktop.tray.icon import TrayIcon
from motia_desktop.tray.menu import TrayMenu
from motia_desktop.tray.notifier import Notifier
from motia_desktop.tray.policy import notice, summary, tray_state
from motiad.contract.deployment import DeploymentData
from motiad.errors import MotiadError
from motiad.paths import Paths


class Tray:
    """The icon with everything behind it."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self.store = DeploymentStore()
        self.connection = Connection()
        self.supervisor = Supervisor(paths, self.connection, Feed(self.store))
        self.menu = TrayMenu(self.store, self.connection)
        self.icon = TrayIcon(self.menu)
        self.notifier = Notifier(self.open_window)
        self.tasks = Tasks(lambda error: log.error("%s", error.message))
        self._last: DeploymentData | None = None

    async def live(self, ended: asyncio.Event) -> None:
        """Watch and tell until asked to end."""
        self.store.changed.connect(lambda _: self._show())
        self.store.ended.connect(self._ended)
        self.connection.changed.connect(self._show)
        self.menu.aboutToShow.connect(self._seen)
        self.menu.deployment_wanted.connect(self.open_window)
        self.menu.quit_wanted.connect(ended.set)
        self.icon.opened.connect(lambda: self.open_window(self._last.id if self._last else ""))
        self._show()
        self.tasks.start(self.notifier.run())
        self.tasks.start(self.supervisor.run())
        try:
            await ended.wait()
        finally:
            self.icon.hide()
            await self.tasks.close()

    def open_window(self, deployment_id: str) -> None:
        """Open the window, on a deployment if one is named."""
        self._seen()
        named = [deployment_id] if deployment_id else []
        QProcess.startDetached(sys.executable, ["-m", "motia_desktop", *self._paths.arguments(), *named])

    def _show(self) -> None:
        online = self.connection.link in (Link.ONLINE, Link.RECONNECTING)
        active = self.store.active()
        state = tray_state(active, self._last, online=online)
        self.icon.show_state(state, summary(active, self._last, online=online))
        self.menu.refresh()

    def _seen(self) -> None:
        """An end that was looked at is no news any more."""
        self._last = None
        self._show()

    def _ended(self, data: DeploymentData) -> None:
        self._last = data
        self._show()
        news = notice(data)
        if news is not None:
            self.tasks.start(self._tell(data))

    async def _tell(self, data: DeploymentData) -> None:
        news = notice(data)
        if news is not None and not await self.notifier.send(news):
            self.icon.say(news.title, news.body, urgent=news.urgent)


async def _tray(app: QApplication, paths: Paths, crashes: CrashReporter, ended: asyncio.Event) -> None:
    Theme(app).apply("system")

    def tell(error: MotiadError) -> None:
        log.error("%s", error.message)

    crashes.tell(tell)
    await Tray(paths).live(ended)


def main() -> None:
    """Run the tray notifier."""
    paths = tray_options(sys.argv[1:])
    app = make_application("motia-tray")
    sys.exit(run(app, paths, partial(_tray, app, paths)))
