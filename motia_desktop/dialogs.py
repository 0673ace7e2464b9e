"""Opens dialogs and ties them to the commands; every one is opened with `open()`, never with a loop of its own."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget
from shiboken6 import isValid

from motia_desktop import __version__
from motia_desktop.backend.git import suggested_version
from motia_desktop.commands import Commands, Keys
from motia_desktop.orders import LOCAL, Order, Recipe
from motia_desktop.stores.recipes import Recipes
from motia_desktop.tasks import OnError, Tasks
from motia_desktop.views.new_deployment import NewDeploymentDialog
from motiad.errors import MotiadError


class Dialogs(QObject):
    """One new-deployment dialog at a time."""

    deployed = Signal(str)
    """A deployment was started, with its id."""

    def __init__(self, parent: QWidget, commands: Commands, keys: Keys, recipes: Recipes, tasks: Tasks) -> None:
        super().__init__(parent)
        self._parent = parent
        self._commands = commands
        self._keys = keys
        self._recipes = recipes
        self._tasks = tasks
        self._project: Path | None = None
        self.dialog: NewDeploymentDialog | None = None

    def prefer_project(self, project: Path | None) -> None:
        """Remember the folder the program was started for."""
        self._project = project

    def new_deployment(self) -> None:
        """Ask what to deploy, starting from the last time."""
        recipe, envs = self._recipes.newest() or (None, {})
        if self._project is not None and (recipe is None or recipe.project != self._project):
            recipe, envs = Recipe(self._project, recipe.cloud if recipe else LOCAL), {}
        self._open(recipe, envs)

    def deploy_again(self, deployment_id: str) -> None:
        """Ask with what is known of an earlier deployment filled in."""
        recipe, envs = self._recipes.recall(deployment_id) or (None, {})
        self._open(recipe, envs)

    def about(self) -> None:
        """Say what this is."""
        box = QMessageBox(self._parent)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("About Motia Desktop")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(f"Motia Desktop {__version__}")
        box.setInformativeText(
            "Deploy Motia projects and watch it happen.\nFonts: Inter (OFL), JetBrains Mono (Apache)."
        )
        box.open()

    def _open(self, recipe: Recipe | None, envs: Mapping[str, str]) -> None:
        if self.dialog is not None and isValid(self.dialog):
            self.dialog.raise_()
            self.dialog.activateWindow()
            return
        dialog = self.dialog = NewDeploymentDialog(self._parent)
        dialog.project_chosen.connect(lambda folder: self._tasks.start(self._suggest(dialog, folder)))
        dialog.cloud_chosen.connect(lambda cloud: self._tasks.start(self._look_up_key(dialog, cloud)))
        dialog.submitted.connect(lambda order: self._tasks.start(self._submit(dialog, order), self._refused(dialog)))
        if recipe is not None:
            dialog.fill(recipe, envs)
        dialog.open()

    async def _suggest(self, dialog: NewDeploymentDialog, folder: str) -> None:
        version = await suggested_version(Path(folder))
        if isValid(dialog):
            dialog.suggest_version(folder, version)

    async def _look_up_key(self, dialog: NewDeploymentDialog, cloud: str) -> None:
        saved = await self._keys.get(cloud) is not None
        if isValid(dialog):
            dialog.key_is_saved(cloud, saved, lasting=self._keys.lasting)

    async def _submit(self, dialog: NewDeploymentDialog, order: Order) -> None:
        dialog.set_busy(True)
        try:
            deployment_id = await self._commands.deploy(order)
        finally:
            if isValid(dialog):
                dialog.set_busy(False)
        if isValid(dialog):
            dialog.accept()
        self.deployed.emit(deployment_id)

    def _refused(self, dialog: NewDeploymentDialog) -> OnError:
        def show(error: MotiadError) -> None:
            if isValid(dialog):
                dialog.show_error(error)

        return show
