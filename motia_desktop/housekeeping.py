"""Settings, about, logs and the support bundle: what is not about one deployment."""

import platform
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import PySide6
from PySide6.QtCore import QObject, QStandardPaths, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from motia_desktop import __version__
from motia_desktop.orders import LOCAL, MOTIA
from motia_desktop.preferences import Preferences
from motia_desktop.presets import Presets
from motia_desktop.saved_keys import SavedKeys
from motia_desktop.stores.connection import Connection
from motia_desktop.stores.deployments import DeploymentStore
from motia_desktop.stores.recipes import Recipes
from motia_desktop.support_bundle import SupportBundle
from motia_desktop.tasks import OnError, Tasks
from motia_desktop.theme.theme import Theme
from motia_desktop.views.about import AboutDialog
from motia_desktop.views.settings import SettingsDialog
from motiad.client import find
from motiad.contract.http import HealthResponse
from motiad.errors import MotiadError
from motiad.paths import Paths


class Housekeeping(QObject):
    """One dialog of each kind at a time."""

    mode_chosen = Signal(str)
    """A person chose another theme."""
    said = Signal(str)
    """Something to tell in passing."""

    def __init__(
        self,
        parent: QWidget,
        paths: Paths,
        preferences: Preferences,
        keys: SavedKeys,
        recipes: Recipes,
        presets: Presets,
        connection: Connection,
        store: DeploymentStore,
        theme: Theme,
        tasks: Tasks,
    ) -> None:
        super().__init__(parent)
        self._parent = parent
        self._paths = paths
        self._preferences = preferences
        self._keys = keys
        self._recipes = recipes
        self._presets = presets
        self._connection = connection
        self._store = store
        self._theme = theme
        self._tasks = tasks
        self.dialog: SettingsDialog | None = None
        self.shown_about: AboutDialog | None = None
        connection.changed.connect(self._connected)

    def settings(self) -> None:
        """Show the settings."""
        if self.dialog is not None and isValid(self.dialog):
            self.dialog.raise_()
            self.dialog.activateWindow()
            return
        dialog = self.dialog = SettingsDialog(self._preferences, self._theme.mode, self._parent)
        start, refused = self._tasks.start, self._refused(dialog)
        dialog.mode_chosen.connect(self.mode_chosen)
        dialog.key_given.connect(lambda key: start(self._keep_key(dialog, key), refused))
        dialog.key_forgotten.connect(lambda: start(self._forget_key(dialog), refused))
        dialog.logs_wanted.connect(self.open_logs)
        dialog.bundle_wanted.connect(self.ask_bundle)
        dialog.restart_wanted.connect(lambda: start(self.restart(), refused))
        start(self._show_key(dialog), refused)
        self._connected()
        dialog.open()

    def connect_cloud(self) -> None:
        """Show the settings where the API key goes."""
        self.settings()
        if self.dialog is not None:
            self.dialog.key.setFocus()

    def about(self) -> None:
        """Say what this is."""
        self._tasks.start(self._about())

    def open_logs(self) -> None:
        """Show the folder of the logs."""
        self._paths.log.mkdir(mode=0o700, parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._paths.log)))

    def ask_bundle(self) -> None:
        """Ask where the support bundle goes, and write it there."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = time.strftime("motia-support-%Y%m%d-%H%M%S.zip")
        chooser = QFileDialog(self._parent, self.tr("Save the support bundle"), documents)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilters([self.tr("Zip files (*.zip)")])
        chooser.setDefaultSuffix("zip")
        chooser.selectFile(name)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(lambda file: self._tasks.attempt(partial(self.write_bundle, Path(file))))
        chooser.open()

    async def write_bundle(self, target: Path) -> None:
        """Write the support bundle: nothing of it holds a secret this program knows."""
        self.said.emit(self.tr("Writing the support bundle…"))
        try:
            bundle = SupportBundle(self._paths, await self._secrets())
            names = await bundle.write(target, self._store.newest_first(), await self._health())
        except BaseException:
            self.said.emit("")
            raise
        words = self.tr("{file} holds {names}. Secrets are taken out; look through it before you send it.")
        self.said.emit(words.format(file=target, names=", ".join(names)))

    async def restart(self) -> None:
        """End the daemon; the supervisor starts another one. Raises `MotiadError` where none answers."""
        await self._connection.client.shutdown()

    async def _secrets(self) -> Sequence[str]:
        """Return every secret value this program knows."""
        clouds = dict.fromkeys((MOTIA, LOCAL, *self._recipes.clouds()))
        keys = [key for cloud in clouds if (key := await self._keys.get(cloud))]
        info = await find(self._paths)
        tokens = [info.token] if info else []
        return [*keys, *tokens, *self._recipes.values(), *await self._presets.values()]

    async def _health(self) -> HealthResponse | None:
        try:
            return await self._connection.client.health()
        except MotiadError:
            return None

    async def _about(self) -> None:
        health = await self._health()
        daemon = health.version if health else self.tr("not running")
        versions = (
            ("Motia Desktop", __version__),
            ("motiad       ", daemon),
            ("Python       ", platform.python_version()),
            ("Qt / PySide6 ", PySide6.__version__),
            ("System       ", platform.platform(terse=True)),
        )
        self.shown_about = AboutDialog(versions, self._parent)
        self.shown_about.open()

    async def _show_key(self, dialog: SettingsDialog) -> None:
        saved = await self._keys.get(MOTIA) is not None
        if isValid(dialog):
            dialog.show_key(saved, lasting=self._keys.lasting)

    async def _keep_key(self, dialog: SettingsDialog, key: str) -> None:
        await self._keys.set(MOTIA, key)
        self._preferences.cloud = MOTIA
        await self._show_key(dialog)
        if isValid(dialog):
            dialog.cloud.setCurrentIndex(dialog.cloud.findData(MOTIA))

    async def _forget_key(self, dialog: SettingsDialog) -> None:
        await self._keys.delete(MOTIA)
        await self._show_key(dialog)

    def _connected(self) -> None:
        if self.dialog is not None and isValid(self.dialog):
            self._tasks.start(self._show_daemon(self.dialog))

    async def _show_daemon(self, dialog: SettingsDialog) -> None:
        info = await find(self._paths)
        if not isValid(dialog):
            return
        if info is None:
            dialog.show_daemon(self.tr("It is not running."), restartable=False)
            return
        words = self.tr("Version {version}, at {url}\nConfiguration, port included: {file}")
        told = words.format(version=info.version, url=info.url, file=self._paths.config_file)
        dialog.show_daemon(told, restartable=not self._store.active())

    def _refused(self, dialog: SettingsDialog) -> OnError:
        def show(error: MotiadError) -> None:
            if isValid(dialog):
                dialog.show_error(error)

        return show
