"""The dialog that asks what to deploy, where, and with which variables."""

import re
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from motia_desktop.orders import LOCAL, MOTIA, Order, Recipe
from motia_desktop.views.variable_table import VariableTable
from motia_desktop.widgets.label import Label
from motia_desktop.widgets.secret_field import SecretField
from motia_desktop.wording import advice
from motiad.client.env_file import read_env_file
from motiad.errors import MotiadError

URL = "url"
_CLOUDS = ((LOCAL, "Local cloud"), (MOTIA, "Motia Cloud"), (URL, "Another cloud…"))
_CLOUD_HINTS = {
    LOCAL: "On this machine only. No account needed.",
    MOTIA: "Deploys to your account at Motia Cloud.",
    URL: "The address of a cloud that speaks Motia's API.",
}
_ENV_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,255}")


class NewDeploymentDialog(QDialog):
    """Opened with `open()`; stays until the deployment was accepted, so that nothing typed is lost."""

    submitted = Signal(object)
    """An `Order`."""
    project_chosen = Signal(str)
    """The folder changed, so a version may be suggested."""
    cloud_chosen = Signal(str)
    """The cloud changed, so its saved key may be looked up."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("New deployment")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._busy = False
        self._version_typed = False
        self._key_saved = False
        self.folder = _field("Project folder", "The folder with package.json and src")
        self.browse = QPushButton("Choose…")
        self.folder_hint = Label(role="danger", factor=0.94)
        self.version = _field("Version", "v1.0.0")
        self.environment_kind = QComboBox()
        self.environment_kind.addItems(["Name", "ID"])
        self.environment_kind.setAccessibleName("Environment by name or ID")
        self.environment = _field("Environment", "production")
        self.cloud = QComboBox()
        self.cloud.setAccessibleName("Deploy to")
        for key, words in _CLOUDS:
            self.cloud.addItem(words, key)
        self.address = _field("Address of the cloud", "https://cloud.example.com")
        self.cloud_hint = Label(role="muted", factor=0.94)
        self.key = SecretField("API key")
        self.key_label = Label("API key", weight=QFont.Weight.Medium)
        self.key_hint = Label(role="muted", factor=0.94, wrap=True)
        self.variables = VariableTable()
        self.name_hint = Label(role="danger", factor=0.94)
        self.error = Label(role="danger", wrap=True, selectable=True)
        self.error.hide()
        self.cancel_button = QPushButton("Cancel")
        self.deploy_button = QPushButton("Deploy")
        self.deploy_button.setProperty("role", "primary")
        self.deploy_button.setDefault(True)
        self._inputs: tuple[QWidget, ...] = (
            *(self.folder, self.browse, self.version, self.environment_kind, self.environment),
            *(self.cloud, self.address, self.key, self.variables),
        )
        self._lay_out()
        self._connect()
        self._cloud_changed()
        self._check()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        folder = QHBoxLayout()
        folder.setSpacing(8)
        folder.addWidget(self.folder, 1)
        folder.addWidget(self.browse)
        environment = QHBoxLayout()
        environment.setSpacing(8)
        environment.addWidget(self.environment_kind)
        environment.addWidget(self.environment, 1)
        grid.addWidget(_caption("Project folder"), 0, 0, 1, 2)
        grid.addLayout(folder, 1, 0, 1, 2)
        grid.addWidget(self.folder_hint, 2, 0, 1, 2)
        grid.addWidget(_caption("Version"), 3, 0)
        grid.addWidget(_caption("Environment"), 3, 1)
        grid.addWidget(self.version, 4, 0)
        grid.addLayout(environment, 4, 1)
        grid.setRowMinimumHeight(5, 8)
        grid.addWidget(_caption("Deploy to"), 6, 0)
        grid.addWidget(self.key_label, 6, 1)
        grid.addWidget(self.cloud, 7, 0)
        grid.addWidget(self.key, 7, 1)
        grid.addWidget(self.address, 8, 0)
        grid.addWidget(self.cloud_hint, 9, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.key_hint, 9, 1, Qt.AlignmentFlag.AlignTop)
        grid.setRowMinimumHeight(10, 8)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.deploy_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addLayout(grid)
        column.addWidget(self.variables, 1)
        column.addWidget(self.name_hint)
        column.addWidget(self.error)
        column.addLayout(buttons)
        self.resize(660, 600)

    def _connect(self) -> None:
        self.folder.textChanged.connect(self._folder_changed)
        self.version.textEdited.connect(self._version_edited)
        for field in (self.version, self.environment, self.address, self.key):
            field.textChanged.connect(self._check)
        self.cloud.currentIndexChanged.connect(self._cloud_changed)
        self.address.editingFinished.connect(self._cloud_changed)
        self.browse.clicked.connect(self._browse)
        self.variables.import_wanted.connect(self._import)
        model = self.variables.model
        for changed in (model.dataChanged, model.rowsRemoved, model.modelReset):
            changed.connect(self._check)
        self.cancel_button.clicked.connect(self.reject)
        self.deploy_button.clicked.connect(self._submit)

    def fill(self, recipe: Recipe, envs: Mapping[str, str]) -> None:
        """Start from an earlier order; variables whose values are gone are there by name."""
        key = recipe.cloud if recipe.cloud in (LOCAL, MOTIA) else URL
        self.address.setText(recipe.cloud if key == URL else "")
        self.cloud.setCurrentIndex([known for known, _ in _CLOUDS].index(key))
        self.environment_kind.setCurrentIndex(int(recipe.environment_is_id))
        self.environment.setText(recipe.environment)
        self.variables.model.merge({name: envs.get(name) for name in recipe.env_names})
        self.folder.setText(str(recipe.project))

    def suggest_version(self, folder: str, version: str) -> None:
        """Offer a version for a folder, unless a person has typed one or gone on to another folder."""
        if not self._version_typed and folder == self.folder.text():
            self.version.setText(version)

    def key_is_saved(self, cloud: str, saved: bool, *, lasting: bool = True) -> None:
        """Tell whether there is a key for a cloud, and whether one that is typed will last: there is a keyring."""
        if cloud == self.target:
            self._key_saved = saved
            self.key.setPlaceholderText("Saved" if saved else "Paste your key")
            kept = (
                "Will be kept in this computer's keyring only."
                if lasting
                else "No keyring here: forgotten on quitting."
            )
            self.key_hint.setText("Leave empty to use the saved key." if saved else kept)
            self._check()

    def set_busy(self, busy: bool) -> None:
        """Show that the cloud is being asked."""
        self._busy = busy
        for widget in self._inputs:
            widget.setEnabled(not busy)
        self.deploy_button.setText("Creating…" if busy else "Deploy")
        if busy:
            self.error.hide()
        self._check()

    def show_error(self, error: MotiadError) -> None:
        """Say what stood in the way; everything typed stays."""
        self.error.setText(f"{error.message}\n{advice(error.code, error.hint)}")
        self.error.show()

    @property
    def target(self) -> str:
        """The chosen cloud: `local`, `motia` or a URL."""
        key = str(self.cloud.currentData())
        return self.address.text().strip() if key == URL else key

    def _folder_changed(self, folder: str) -> None:
        self._check()
        if self.deploy_button.isEnabled() or not self.folder_hint.text():
            self.project_chosen.emit(folder)

    def _version_edited(self, text: str) -> None:
        self._version_typed = bool(text)

    def _cloud_changed(self) -> None:
        key = str(self.cloud.currentData())
        self.cloud_hint.setText(_CLOUD_HINTS[key])
        self.address.setVisible(key == URL)
        for widget in (self.key, self.key_label, self.key_hint):
            widget.setVisible(key != LOCAL)
        self._key_saved = False
        self.key_is_saved(self.target, False)
        if key != LOCAL and self.target:
            self.cloud_chosen.emit(self.target)
        self._check()

    def _problem(self) -> str | None:
        """Return what is wrong with the folder, if a person has named one."""
        text = self.folder.text().strip()
        if not text:
            return None
        folder = Path(text).expanduser()
        if not folder.is_absolute() or not folder.is_dir():
            return "There is no such folder."
        if not (folder / "src").is_dir() and not (folder / "steps").is_dir():
            return "This is not a Motia project: it has no src or steps folder."
        return None

    def _check(self) -> None:
        problem = self._problem()
        self.folder_hint.setText(problem or "")
        named = bool(self.folder.text().strip())
        wrong = [name for name in self.variables.model.variables() if not _ENV_NAME.fullmatch(name)]
        unanswered = self.variables.model.unanswered()
        hint = f"{wrong[0]} cannot be a variable's name: use letters, digits and _." if wrong else ""
        if unanswered and not wrong:
            hint = f"{unanswered[0]} needs its value: values are never kept. Enter it, or remove the variable."
        self.name_hint.setText(hint)
        self.name_hint.setVisible(bool(hint))
        cloud = bool(self.target) and (self.target == LOCAL or self._key_saved or bool(self.key.text().strip()))
        ready = named and problem is None and bool(self.version.text().strip()) and cloud and not hint
        self.deploy_button.setEnabled(ready and not self._busy)

    def _browse(self) -> None:
        chooser = QFileDialog(self, "Choose a Motia project", self.folder.text() or str(Path.home()))
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setOption(QFileDialog.Option.ShowDirsOnly)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(self.folder.setText)
        chooser.open()

    def _import(self) -> None:
        chooser = QFileDialog(self, "Import a .env file", self.folder.text() or str(Path.home()))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilters(["Environment files (.env* *.env)", "All files (*)"])
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(self.import_file)
        chooser.open()

    def import_file(self, file: str) -> None:
        """Take in the variables of a .env file, or say which line is wrong."""
        try:
            self.variables.model.merge(read_env_file(Path(file)))
        except MotiadError as error:
            self.show_error(error)
        else:
            self.error.hide()
            self._check()

    def _submit(self) -> None:
        envs = self.variables.model.variables()
        recipe = Recipe(
            project=Path(self.folder.text().strip()).expanduser(),
            cloud=self.target,
            environment=self.environment.text().strip(),
            environment_is_id=self.environment_kind.currentIndex() == 1,
            env_names=tuple(envs),
        )
        key = self.key.text().strip() if self.target != LOCAL else ""
        self.submitted.emit(Order(recipe, self.version.text().strip(), envs, key or None))


def _caption(text: str) -> Label:
    return Label(text, weight=QFont.Weight.Medium)


def _field(name: str, placeholder: str) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setPlaceholderText(placeholder)
    return field
