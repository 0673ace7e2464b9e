"""Opens dialogs and ties them to the commands; every one is opened with `open()`, never with a loop of its own."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from motia_desktop.commands import Commands, Keys
from motia_desktop.orders import LOCAL, Order, Recipe
from motia_desktop.presets import Presets
from motia_desktop.stores.recipes import Recipes
from motia_desktop.tasks import OnError, Tasks
from motia_desktop.views.new_deployment import NewDeploymentDialog
from motiad.client import suggested_version
from motiad.contract.check import ProjectCheck
from motiad.errors import MotiadError


class Dialogs(QObject):
    """One new-deployment dialog at a time."""

    deployed = Signal(str)
    """A deployment was started, with its id."""

    def __init__(
        self, parent: QWidget, commands: Commands, keys: Keys, recipes: Recipes, presets: Presets, tasks: Tasks
    ) -> None:
        super().__init__(parent)
        self._parent = parent
        self._commands = commands
        self._keys = keys
        self._recipes = recipes
        self._presets = presets
        self._tasks = tasks
        self._project: Path | None = None
        self._first_cloud: Callable[[], str] = lambda: LOCAL
        self.dialog: NewDeploymentDialog | None = None

    def prefer_project(self, project: Path | None) -> None:
        """Remember the folder the program was started for."""
        self._project = project

    def prefer_cloud(self, cloud: Callable[[], str]) -> None:
        """Let a first deployment go to what `cloud` says."""
        self._first_cloud = cloud

    def new_deployment(self) -> None:
        """Ask what to deploy, starting from the last time."""
        recipe, envs = self._recipes.newest() or (None, {})
        if self._project is not None and (recipe is None or recipe.project != self._project):
            recipe, envs = Recipe(self._project, self._cloud()), {}
        self._open(recipe, envs)

    def new_deployment_of(self, folder: str) -> None:
        """Ask how to deploy a folder that was dropped or chosen, as it was deployed last."""
        recipe, envs = self._recipes.newest_of(Path(folder)) or (Recipe(Path(folder), self._cloud()), {})
        if self._raised():
            assert self.dialog is not None
            self.dialog.place.set_folder(folder)
        else:
            self._open(recipe, envs)

    def deploy_again(self, deployment_id: str) -> None:
        """Ask with what is known of an earlier deployment filled in."""
        recipe, envs = self._recipes.recall(deployment_id) or (None, {})
        self._open(recipe, envs)

    def _open(self, recipe: Recipe | None, envs: Mapping[str, str]) -> None:
        if self._raised():
            return
        dialog = self.dialog = NewDeploymentDialog(self._parent)
        start, refused = self._tasks.start, self._refused(dialog)
        dialog.project_chosen.connect(lambda folder: start(self._suggest(dialog, folder)))
        dialog.project_chosen.connect(lambda folder: self._show_presets(dialog, Path(folder)))
        dialog.check_wanted.connect(lambda folder, names: self._check(dialog, folder, names))
        dialog.where.cloud_chosen.connect(lambda cloud: start(self._look_up_key(dialog, cloud)))
        dialog.submitted.connect(lambda order: start(self._submit(dialog, order), refused))
        presets = dialog.variables.presets
        presets.use_wanted.connect(lambda name: start(self._use_preset(dialog, name), refused))
        presets.keep_wanted.connect(lambda name: start(self._keep_preset(dialog, name), refused))
        presets.forget_wanted.connect(lambda name: start(self._forget_preset(dialog, name), refused))
        dialog.place.show_recent(self._recipes.recent())
        if recipe is None:
            dialog.where.choose(self._cloud())
        else:
            dialog.fill(recipe, envs)
        dialog.open()

    def _raised(self) -> bool:
        if self.dialog is None or not isValid(self.dialog):
            return False
        self.dialog.raise_()
        self.dialog.activateWindow()
        return True

    def _cloud(self) -> str:
        """Return the cloud to start from: that of the last deployment."""
        newest = self._recipes.newest()
        return newest[0].cloud if newest else self._first_cloud()

    def _check(self, dialog: NewDeploymentDialog, folder: str, names: tuple[str, ...]) -> None:
        def show(found: ProjectCheck | MotiadError) -> None:
            if isValid(dialog):
                dialog.show_check(folder, names, found)

        async def look() -> None:
            show(await self._commands.check(folder, names))

        dialog.show_checking()
        self._tasks.start(look(), show)

    def _show_presets(self, dialog: NewDeploymentDialog, project: Path) -> None:
        presets = self._presets
        dialog.variables.presets.show_kept(presets.environments(project), lasting=presets.lasting)

    async def _use_preset(self, dialog: NewDeploymentDialog, environment: str) -> None:
        project = Path(dialog.place.text())
        variables = await self._presets.recall(project, environment)
        if isValid(dialog):
            dialog.variables.model.merge(variables)
            if not dialog.environment.text():
                dialog.environment.setText(environment)

    async def _keep_preset(self, dialog: NewDeploymentDialog, environment: str) -> None:
        project = Path(dialog.place.text())
        await self._presets.keep(project, environment, dialog.variables.model.variables())
        if isValid(dialog):
            self._show_presets(dialog, project)

    async def _forget_preset(self, dialog: NewDeploymentDialog, environment: str) -> None:
        project = Path(dialog.place.text())
        await self._presets.forget(project, environment)
        if isValid(dialog):
            self._show_presets(dialog, project)

    async def _suggest(self, dialog: NewDeploymentDialog, folder: str) -> None:
        version = await suggested_version(Path(folder))
        if isValid(dialog):
            dialog.suggest_version(folder, version)

    async def _look_up_key(self, dialog: NewDeploymentDialog, cloud: str) -> None:
        saved = await self._keys.get(cloud) is not None
        if isValid(dialog):
            dialog.where.key_is_saved(cloud, saved, lasting=self._keys.lasting)

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
