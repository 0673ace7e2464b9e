"""`motia-tray`: the notifier alone, over the same stores as the window."""

import asyncio
import sys
from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, QProcess, QTimer
from PySide6.QtWidgets import QApplication

from motia_desktop.backend.supervisor import Supervisor
from motia_desktop.clock import now
from motia_desktop.crash import CrashReporter, log
from motia_desktop.leaving import Leaving
from motia_desktop.options import tray_options
from motia_desktop.preferences import Preferences
from motia_desktop.session import make_application, run
from motia_desktop.stores.connection import Connection, Link
from motia_desktop.stores.deployments import DeploymentStore
from motia_desktop.stores.feed import Feed
from motia_desktop.tasks import Tasks
from motia_desktop.theme.theme import Theme
from motia_desktop.tray.digest import TOGETHER_MILLIS, Digest
from motia_desktop.tray.icon import TrayIcon
from motia_desktop.tray.lock import tray_lock
from motia_desktop.tray.menu import TrayMenu
from motia_desktop.tray.notifier import Notifier
from motia_desktop.tray.policy import Notice, notice, percent, refusal, summary, tray_state
from motia_desktop.tray.window_link import WindowLink
from motia_desktop.tray.wish import Wish
from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import DeploymentData
from motiad.errors import MotiadError
from motiad.paths import Paths, program

SHOW_MILLIS = 200
"""How often the icon and the menu follow a running deployment at most: a panel fetches both over the bus."""


def local_time() -> datetime:
    """Return the person's own time."""
    return datetime.now().astimezone()


class Tray(QObject):
    """The icon with everything behind it."""

    def __init__(
        self, paths: Paths, *, clock: Callable[[], datetime] = local_time, together_millis: int = TOGETHER_MILLIS
    ) -> None:
        super().__init__()
        self._paths = paths
        self._clock = clock
        self._began = now()
        self._last: DeploymentData | None = None
        self.preferences = Preferences(paths.config)
        self.store = DeploymentStore()
        self.connection = Connection()
        self.supervisor = Supervisor(paths, self.connection, Feed(self.store))
        self.menu = TrayMenu(self.store, self.connection)
        self.icon = TrayIcon(self.menu)
        self.window = WindowLink(paths)
        self.digest = Digest(millis=together_millis)
        self.tasks = Tasks(self.refuse)
        self.notifier = Notifier(self.wish)
        self.leaving = Leaving(self.store, self.connection, self.tasks)
        self._soon = QTimer(self, interval=SHOW_MILLIS, singleShot=True)
        self._soon.timeout.connect(self._show)

    async def live(self, ended: asyncio.Event) -> None:
        """Watch and tell until asked to end."""
        self.store.added.connect(self._added)
        self.store.changed.connect(self._changed)
        self.store.ended.connect(self._ended)
        self.connection.changed.connect(self._show)
        self.menu.aboutToShow.connect(self._seen)
        self.menu.wanted.connect(lambda key, wish: self.wish(key, Wish(wish)))
        self.menu.quit_wanted.connect(self.leaving.ask)
        self.leaving.decided.connect(lambda: ended.set())
        self.icon.opened.connect(lambda: self.wish(self._last.id if self._last else "", Wish.OPEN))
        self.digest.gathered.connect(lambda ends: self.tasks.start(self._tell(ends)))
        self._show()
        self.tasks.start(self.notifier.run())
        self.tasks.start(self.supervisor.run())
        try:
            await ended.wait()
        finally:
            self._soon.stop()
            self.icon.hide()
            await self.tasks.close()

    def wish(self, deployment_id: str, wish: Wish) -> None:
        """Do what a person asked for."""
        if wish is Wish.CANCEL:
            self.tasks.start(self._cancel(deployment_id))
        elif wish is Wish.RETRY:
            self.tasks.start(self._retry(deployment_id))
        else:
            self._seen()
            self.tasks.start(self._open(deployment_id, wish))

    def refuse(self, error: MotiadError) -> None:
        """Say that something a person asked for could not be done."""
        log.error("%s", error.message)
        self.tasks.start(self._say(refusal(error)))

    async def _cancel(self, deployment_id: str) -> None:
        await self.connection.client.cancel(deployment_id)

    async def _retry(self, deployment_id: str) -> None:
        try:
            await self.connection.client.retry(deployment_id)
        except MotiadError as error:
            if error.code != ErrorCode.NOT_RETRYABLE:
                raise
            await self._open(deployment_id, Wish.AGAIN)

    async def _open(self, deployment_id: str, wish: Wish) -> None:
        """Have the window show a deployment, one that runs or a new one."""
        if await self.window.show(deployment_id, wish):
            return
        named = [deployment_id] if deployment_id else []
        how = [f"--{wish.value}"] if named and wish in (Wish.LOG, Wish.AGAIN) else []
        command, *arguments = program("motia-desktop")
        started = QProcess.startDetached(command, [*arguments, *self._paths.arguments(), *named, *how])
        if not (started[0] if isinstance(started, tuple) else started):
            raise MotiadError(
                ErrorCode.INTERNAL,
                QCoreApplication.translate("Tray", "The window could not be started."),
                hint=QCoreApplication.translate("Tray", "Run “motia-desktop” in a terminal, which says why."),
            )

    def _show(self) -> None:
        online = self.connection.link in (Link.ONLINE, Link.RECONNECTING)
        active = self.store.active()
        state = tray_state(active, self._last, online=online)
        self.icon.show_state(state, summary(active, self._last, online=online), percent(active))
        self.menu.refresh()

    def _changed(self, _: object) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _seen(self) -> None:
        """An end that was looked at is no news any more."""
        self._last = None
        self._show()

    def _added(self, deployment_id: str) -> None:
        """Take note of one that began and ended between two looks, or while the daemon was away."""
        data = self.store.get(deployment_id)
        if data is not None and data.terminal and (data.completed_at or 0) >= self._began:
            self._ended(data)

    def _ended(self, data: DeploymentData) -> None:
        self.tasks.start(self._take_note(data))

    async def _take_note(self, data: DeploymentData) -> None:
        """Show that a deployment ended, and tell it, unless a person has just seen it in the window."""
        if await self.window.in_front() == data.id:
            return
        self._last = data
        self._show()
        self.preferences.reload()
        if self.preferences.tells(data, self._clock()):
            self.digest.add(data)

    async def _tell(self, ends: list[DeploymentData]) -> None:
        news = notice(ends)
        if news is not None:
            await self._say(news)

    async def _say(self, news: Notice) -> None:
        if not await self.notifier.send(news):
            self.icon.say(news.title, news.body, urgent=news.urgent)


async def _tray(app: QApplication, paths: Paths, crashes: CrashReporter, ended: asyncio.Event) -> None:
    Theme(app).apply("system")
    tray = Tray(paths)
    crashes.tell(tray.refuse)
    await tray.live(ended)


def main() -> None:
    """Run the tray notifier."""
    paths = tray_options(sys.argv[1:])
    app = make_application("motia-tray")
    lock = tray_lock(paths)
    if not lock.tryLock(0):
        sys.stderr.write(QCoreApplication.translate("Tray", "motia-tray: it is running already.") + "\n")
        sys.exit(0)
    try:
        status = run(app, paths, partial(_tray, app, paths))
    finally:
        lock.unlock()
    sys.exit(status)
