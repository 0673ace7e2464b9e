"""Everything behind the window, built and wired in one place."""

import asyncio
import gc
import os
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QSettings, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from motia_desktop.backend.editor import open_source
from motia_desktop.backend.sample import prepare_sample
from motia_desktop.backend.supervisor import Supervisor
from motia_desktop.command_finder import CommandFinder
from motia_desktop.commands import Commands
from motia_desktop.crash import CrashReporter
from motia_desktop.dialogs import Dialogs
from motia_desktop.front import Front
from motia_desktop.history_desk import HistoryDesk
from motia_desktop.history_reader import HistoryReader
from motia_desktop.housekeeping import Housekeeping
from motia_desktop.leaving import Leaving
from motia_desktop.links import MOTIA_CLOUD
from motia_desktop.log_reader import LogReader
from motia_desktop.models.source_place import source_place
from motia_desktop.models.step_rows import StepRow
from motia_desktop.options import Options
from motia_desktop.orders import LOCAL, Order, Recipe
from motia_desktop.preferences import Preferences
from motia_desktop.presets import Presets
from motia_desktop.reception import Reception
from motia_desktop.saved_keys import SavedKeys
from motia_desktop.stores.feed import Feed
from motia_desktop.stores.recipes import Recipes
from motia_desktop.tasks import Tasks
from motia_desktop.theme.theme import Mode, Theme
from motia_desktop.tray.farewell import say_farewell
from motia_desktop.widgets.log_selection import Selection
from motiad.client import suggested_version
from motiad.cloud import CloudSessions
from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import DeploymentData
from motiad.errors import MotiadError


class Desktop(QObject):
    """The window with everything behind it; lives as long as the window."""

    def __init__(
        self,
        options: Options,
        theme: Theme,
        settings: QSettings,
        sessions: CloudSessions,
        keys: SavedKeys,
        front: Front | None = None,
    ) -> None:
        """`front`: the window where there is one already."""
        super().__init__()  # a QObject, as every receiver of a signal: PySide crashes over others that end before it
        front = front or Front(theme, settings)
        self.front = front
        self.options = options
        self.theme = theme
        self.settings = settings
        self.store = front.store
        self.flows = front.flows
        self.connection = front.connection
        self.feed = Feed(self.store)
        self.supervisor = Supervisor(options.paths, self.connection, self.feed)
        self.recipes = Recipes(settings)
        self.commands = Commands(self.connection, sessions.anywhere, keys, self.recipes, os.environ)
        self.actions = front.actions
        self.window = front.window
        self.tasks = Tasks(self.window.show_error, self.window.show_error)
        self.desk = HistoryDesk(
            self.window.overview,
            HistoryReader(self.connection, self.window.records, self.tasks),
            self.connection,
            self.tasks,
        )
        self.preferences = Preferences(options.paths.config)
        presets = Presets(settings, keys)
        self.house = Housekeeping(
            *(self.window, options.paths, self.preferences, keys, self.recipes, presets),
            *(self.connection, self.store, theme, self.tasks),
        )
        self.dialogs = Dialogs(self.window, self.commands, keys, self.recipes, presets, self.tasks)
        self.dialogs.prefer_cloud(lambda: self.preferences.cloud)
        self.dialogs.prefer_project(options.project)
        self.logs = LogReader(self.connection, self.window.page.logs.lines, self.tasks)
        self.finder = CommandFinder(self.window, self.store, self.recipes, self.dialogs)
        self.reception = Reception(options.paths, self.window, self.actions, self.dialogs)
        self.leaving = Leaving(self.store, self.connection, self.tasks, self.window)
        self._preparing = False
        self._begun = False
        self._sample: str | None = None
        self._fetching: set[str] = set()

    def wire(self, ended: asyncio.Event) -> None:
        """Connect every signal there is between the parts."""
        actions, window, tasks = self.actions, self.window, self.tasks
        actions.new.triggered.connect(self.dialogs.new_deployment)
        actions.sample.triggered.connect(lambda: tasks.attempt(self.deploy_sample))
        actions.cancel.triggered.connect(lambda: self._with_current(self.commands.cancel))
        actions.retry.triggered.connect(lambda: self._with_current(self._retry))
        actions.again.triggered.connect(lambda: self.dialogs.deploy_again(window.current or ""))
        actions.copy_id.triggered.connect(lambda: QGuiApplication.clipboard().setText(window.current or ""))
        actions.reconnect.triggered.connect(lambda: self.supervisor.again())
        actions.renew.triggered.connect(lambda: self.supervisor.again())
        actions.connect_cloud.triggered.connect(self.house.connect_cloud)
        actions.settings.triggered.connect(self.house.settings)
        actions.logs_folder.triggered.connect(self.house.open_logs)
        actions.bundle.triggered.connect(self.house.ask_bundle)
        actions.about.triggered.connect(self.house.about)
        self.house.mode_chosen.connect(self._choose_mode)
        self.house.said.connect(window.say_in_passing)
        actions.palette.triggered.connect(self.finder.open_palette)
        actions.shortcuts.triggered.connect(self.finder.open_shortcuts)
        actions.quit.triggered.connect(self.leaving.ask)
        self.leaving.decided.connect(window.close)
        actions.modes.triggered.connect(lambda action: self.theme.apply(action.data()))
        self.theme.changed.connect(actions.paint)
        self.theme.changed.connect(lambda _: self.settings.setValue("theme", self.theme.mode))
        self.dialogs.deployed.connect(window.show_deployment)
        window.folder_dropped.connect(self.dialogs.new_deployment_of)
        window.overview.chosen.connect(self._fetch)
        self.store.ended.connect(self._ended)
        self.connection.changed.connect(self._connected)
        self._wire_log()
        window.shown.connect(self._fetch)
        window.page.more_wanted.connect(self._fetch_more)
        window.page.source_wanted.connect(self._open_source)
        actions.open_cloud.triggered.connect(lambda: QDesktopServices.openUrl(QUrl(MOTIA_CLOUD)))
        window.closed.connect(lambda: ended.set())

    def _wire_log(self) -> None:
        panel, actions = self.window.page.logs, self.actions.log
        panel.copy_wanted.connect(lambda selection: self.tasks.start(self._copy_log(selection)))
        panel.save_wanted.connect(lambda path, times: self.tasks.start(self.logs.save(path, times=times)))
        panel.searching.connect(self.logs.begin_at)
        self.logs.progress.connect(panel.say)
        for name, action in (("wrap", actions.wrap), ("times", actions.times)):
            action.setChecked(bool(self.settings.value(f"log/{name}", action.isChecked(), type=bool)))
            action.toggled.connect(partial(self.settings.setValue, f"log/{name}"))

    async def _copy_log(self, selection: Selection) -> None:
        QGuiApplication.clipboard().setText(await self.logs.copied(selection))

    async def live(self, ended: asyncio.Event) -> None:
        """Show the window and keep it alive until it is closed."""
        self.wire(ended)
        if not self.window.isVisible():
            self.front.show()
        self.tasks.start(self.supervisor.run())
        self.tasks.start(self.logs.run())
        self.reception.open()
        try:
            await ended.wait()
        finally:
            self.reception.close()
            self.settings.setValue("geometry", self.window.saveGeometry())
            await self.tasks.close()
            self.window.hide()

    def _ended(self, data: DeploymentData) -> None:
        """Say what comes after the first success."""
        if data.id == self._sample and data.status == "completed":
            self.window.offer_cloud()

    def _choose_mode(self, mode: Mode) -> None:
        self.theme.apply(mode)
        self.actions.choose_mode(mode)

    async def deploy_sample(self) -> None:
        """Deploy the sample project to the local cloud: the first run, and `--demo`."""
        if self._preparing:
            return
        self._preparing = True
        self.actions.sample.setEnabled(False)
        self.window.say(QCoreApplication.translate("Desktop", "Getting the sample project ready…"))
        try:
            folder = await prepare_sample(self.options.paths.cache / "sample")
            recipe = Recipe(folder, LOCAL, "local", env_names=("NODE_ENV",))
            version = "demo" if self.options.demo else await suggested_version(folder)
            deployment_id = await self.commands.deploy(Order(recipe, version, {"NODE_ENV": "production"}))
            self._sample = deployment_id
            self.window.show_deployment(deployment_id)
        finally:
            self._preparing = False
            self.window.say("")
            self.actions.sample.setEnabled(self.connection.online)

    async def _retry(self, deployment_id: str) -> None:
        try:
            await self.commands.retry(deployment_id)
        except MotiadError as error:
            if error.code != ErrorCode.NOT_RETRYABLE:
                raise
            self.dialogs.deploy_again(deployment_id)

    def _with_current(self, command: Callable[[str], Coroutine[Any, Any, None]]) -> None:
        if self.window.current:
            self.tasks.attempt(partial(command, self.window.current))

    def _connected(self) -> None:
        """Do what the command line asked for, once there is a daemon; get what may have been missed."""
        if not self.connection.online:
            return
        if self.window.current:
            self._fetch(self.window.current)
        if self._begun:
            return
        self._begun = True
        if self.options.deployment_id:
            self.reception.serve(self.options.then, self.options.deployment_id)
            self._fetch(self.options.deployment_id)
        if self.options.demo:
            self.tasks.start(self.deploy_sample())
        elif self.options.project:
            self.dialogs.new_deployment()

    def _fetch_more(self, data: DeploymentData) -> None:
        if self.connection.online and self.flows.lacks(data) and data.id not in self._fetching:
            self._fetching.add(data.id)
            self.tasks.start(self._more(data), lambda _: None)  # asked again with the next state

    async def _more(self, data: DeploymentData) -> None:
        try:
            await self.flows.fetch(self.connection.client, data)
        finally:
            self._fetching.discard(data.id)

    def _open_source(self, deployment_id: str, row: StepRow) -> None:
        origin = self.flows.get(deployment_id).origin
        place = source_place(Path(origin.path), row.path, row.error) if origin else None
        try:
            if place is None:
                raise MotiadError(
                    ErrorCode.NOT_FOUND,
                    f"{row.path} is not there any more, or not known to be on this machine.",
                    hint="Look for it in the folder that was deployed.",
                )
            open_source(place, self.preferences.environment(os.environ))
        except MotiadError as error:
            self.window.show_error(error)

    def _fetch(self, deployment_id: str) -> None:
        if self.connection.online:
            self.tasks.start(self.feed.fetch(self.connection.client, deployment_id))


async def live(front: Front, options: Options, crashes: CrashReporter, ended: asyncio.Event) -> None:
    """Put everything behind a window that is there, and live until it is closed."""
    keys = SavedKeys()
    try:
        async with CloudSessions() as sessions:
            desktop = Desktop(options, front.theme, front.settings, sessions, keys, front)
            crashes.tell(desktop.window.show_error)
            gc.freeze()  # what the start made stays: looking through it would stop the window every time
            await desktop.live(ended)
            if not desktop.leaving.asked:
                await say_farewell(options.paths, desktop.store.active())
    finally:
        await keys.close()
        front.settings.sync()
