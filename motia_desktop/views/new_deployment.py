"""The dialog that asks what to deploy, where, and with which variables, and shows what would be deployed."""

import re
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFont
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from motia_desktop.orders import Order, Recipe
from motia_desktop.views.check_panel import CheckPanel
from motia_desktop.views.folder_field import FolderField
from motia_desktop.views.target_fields import TargetFields
from motia_desktop.views.variable_table import VariableTable
from motia_desktop.widgets.dropped import dropped_folder
from motia_desktop.widgets.label import Label
from motia_desktop.wording import advice
from motiad.client.env_file import parse_env, read_env_file
from motiad.contract.check import ProjectCheck
from motiad.errors import MotiadError

_ENV_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,255}")
SETTLE_MILLIS = 350
"""How long typing rests before the project is checked again."""


class NewDeploymentDialog(QDialog):
    """Opened with `open()`; stays until the deployment was accepted, so that nothing typed is lost."""

    submitted = Signal(object)
    """An `Order`."""
    project_chosen = Signal(str)
    """The folder changed, so a version may be suggested."""
    check_wanted = Signal(str, tuple)
    """The folder with this path is to be checked, given these names of variables."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("New deployment"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptDrops(True)
        self._busy = self._checking = self._waiting = self._version_typed = False
        self._asked: tuple[str, tuple[str, ...]] | None = None
        self.place = FolderField()
        self.folder, self.folder_hint = self.place.field, self.place.hint
        self.version = _field(self.tr("Version"), "v1.0.0")
        self.environment_kind = QComboBox()
        self.environment_kind.addItems([self.tr("Name"), self.tr("ID")])
        self.environment_kind.setAccessibleName(self.tr("Environment by name or ID"))
        self.environment = _field(self.tr("Environment"), "production")
        self.where = TargetFields()
        self.variables = VariableTable()
        self.name_hint = Label(role="danger", factor=0.94, wrap=True)
        self.error = Label(role="danger", wrap=True, selectable=True)
        self.error.hide()
        self.check = CheckPanel()
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.deploy_button = QPushButton(self.tr("Deploy"))
        self.deploy_button.setProperty("role", "primary")
        self.deploy_button.setDefault(True)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MILLIS)
        self._inputs: tuple[QWidget, ...] = (
            *(self.place, self.version, self.environment_kind, self.environment, self.where, self.variables),
        )
        self._lay_out()
        self._connect()
        self._validate()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        environment = QHBoxLayout()
        environment.setSpacing(8)
        environment.addWidget(self.environment_kind)
        environment.addWidget(self.environment, 1)
        grid.addWidget(_caption(self.tr("Project folder")), 0, 0, 1, 2)
        grid.addWidget(self.place, 1, 0, 1, 2)
        grid.setRowMinimumHeight(2, 28)
        bottom = Qt.AlignmentFlag.AlignBottom
        grid.addWidget(_caption(self.tr("Version")), 2, 0, bottom)
        grid.addWidget(_caption(self.tr("Environment")), 2, 1, bottom)
        grid.addWidget(self.version, 3, 0)
        grid.addLayout(environment, 3, 1)
        form = QWidget()
        left = QVBoxLayout(form)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(12)
        for part in (grid, self.where, self.variables, self.name_hint):
            left.addLayout(part) if isinstance(part, QGridLayout) else left.addWidget(part, part is self.variables)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(16)
        split.addWidget(form)
        split.addWidget(self.check)
        split.setSizes([540, 400])
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.error, 1)
        buttons.addStretch(0)
        for button in (self.cancel_button, self.deploy_button):
            buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(split, 1)
        column.addLayout(buttons)
        self.resize(1000, 620)

    def _connect(self) -> None:
        self.place.changed.connect(self._folder_changed)
        self.version.textEdited.connect(self._version_edited)
        for field in (self.version, self.environment):
            field.textChanged.connect(self._validate)
        self.where.changed.connect(self._validate)
        self.variables.import_wanted.connect(self._import)
        self.variables.file_dropped.connect(self.import_file)
        self.variables.text_pasted.connect(self.import_text)
        model = self.variables.model
        for changed in (model.dataChanged, model.rowsRemoved, model.modelReset):
            changed.connect(self._variables_changed)
        self._settle.timeout.connect(self._ask)
        self.check.again_wanted.connect(self.check_again)
        self.check.names_wanted.connect(lambda names: model.merge(dict.fromkeys(names)))
        self.cancel_button.clicked.connect(self.reject)
        self.deploy_button.clicked.connect(self._submit)

    def fill(self, recipe: Recipe, envs: Mapping[str, str]) -> None:
        """Start from an earlier order; variables whose values are gone are there by name."""
        self.where.choose(recipe.cloud)
        self.environment_kind.setCurrentIndex(int(recipe.environment_is_id))
        self.environment.setText(recipe.environment)
        self.variables.model.merge({name: envs.get(name) for name in recipe.env_names})
        self.place.set_folder(str(recipe.project))

    def suggest_version(self, folder: str, version: str) -> None:
        """Offer a version for a folder, unless a person has typed one or gone on to another folder."""
        if not self._version_typed and folder == self.place.text():
            self.version.setText(version)

    def check_again(self) -> None:
        """Have the project looked at again: a person may have mended it."""
        self._asked = None
        self._ask()

    def show_checking(self) -> None:
        """Say that the project is being looked at."""
        self._checking = True
        self.check.show_busy()

    def show_check(self, folder: str, names: tuple[str, ...], found: ProjectCheck | MotiadError) -> None:
        """Show what was found, unless a person has gone on to something else meanwhile."""
        if (folder, names) != self._asked:
            return
        self._checking = False
        if isinstance(found, MotiadError):
            self.check.show_error(found)
        else:
            self.check.show_check(found)
        waiting, self._waiting = self._waiting, False
        self._validate()
        if waiting and not self.check.stopped:
            self._submit()

    def set_busy(self, busy: bool) -> None:
        """Show that the cloud is being asked."""
        self._busy = busy
        for widget in self._inputs:
            widget.setEnabled(not busy)
        if busy:
            self.error.hide()
        self._validate()

    def show_error(self, error: MotiadError) -> None:
        """Say what stood in the way; everything typed stays."""
        self.error.setText(f"{error.message}\n{advice(error.code, error.hint)} ({error.code})")
        self.error.show()

    def _folder_changed(self, folder: str) -> None:
        if self.place.folder is not None:
            self.project_chosen.emit(folder)
            self._settle.start()
        else:
            self._asked = None
            self._checking = False
            self.check.show_nothing()
        self._validate()

    def _variables_changed(self) -> None:
        self._validate()
        if self.place.folder is not None:
            self._settle.start()

    def _ask(self) -> None:
        if self.place.folder is None:
            return
        names = tuple(name for name in self.variables.model.variables() if _ENV_NAME.fullmatch(name))
        asked = (str(self.place.folder), names)
        if asked != self._asked:
            self._asked = asked
            self.check_wanted.emit(*asked)

    def _version_edited(self, text: str) -> None:
        self._version_typed = bool(text)

    def _validate(self) -> None:
        wrong = [name for name in self.variables.model.variables() if not _ENV_NAME.fullmatch(name)]
        unanswered = self.variables.model.unanswered()
        hint = ""
        if wrong:
            words = self.tr("{name} cannot be a variable's name: use letters, digits and _.")
            hint = words.format(name=wrong[0])
        elif unanswered:
            hint = self.tr("{name} needs its value. Enter it, or remove the variable.").format(name=unanswered[0])
        self.name_hint.setText(hint)
        self.name_hint.setVisible(bool(hint))
        self.variables.presets.environment = self.environment.text().strip()
        ready = self.place.folder is not None and bool(self.version.text().strip()) and self.where.ready and not hint
        self.deploy_button.setEnabled(ready and not self._busy and not self._waiting)
        words = self.tr("Deploy anyway") if self.check.stopped else self.tr("Deploy")
        words = self.tr("Checking…") if self._waiting else words
        self.deploy_button.setText(self.tr("Creating…") if self._busy else words)

    def _import(self) -> None:
        chooser = QFileDialog(self, self.tr("Import a .env file"), self.place.text() or str(Path.home()))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilters([self.tr("Environment files (.env* *.env)"), self.tr("All files (*)")])
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(self.import_file)
        chooser.open()

    def import_file(self, file: str) -> None:
        """Take in the variables of a .env file, or say which line is wrong."""
        try:
            self._take(read_env_file(Path(file)))
        except MotiadError as error:
            self.show_error(error)

    def import_text(self, text: str) -> None:
        """Take in pasted lines of a .env file, or say which one is wrong."""
        try:
            self._take(parse_env(text, self.tr("The pasted text")))
        except MotiadError as error:
            self.show_error(error)

    def _take(self, variables: Mapping[str, str]) -> None:
        self.variables.model.merge(variables)
        self.error.hide()

    def _submit(self) -> None:
        if self._settle.isActive():
            self._settle.stop()
            self._ask()
        if self._checking:  # nothing goes up before it was looked at
            self._waiting = True
            self._validate()
            return
        envs = self.variables.model.variables()
        recipe = Recipe(
            project=Path(self.place.text().strip()).expanduser(),
            cloud=self.where.target,
            environment=self.environment.text().strip(),
            environment_is_id=self.environment_kind.currentIndex() == 1,
            env_names=tuple(envs),
        )
        self.submitted.emit(Order(recipe, self.version.text().strip(), envs, self.where.api_key))

    def changeEvent(self, event: QEvent) -> None:
        """Look again at a project with problems when a person comes back from mending it (called by Qt)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and self.check.stopped:
            self.check_again()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Say that a folder may be dropped here (called by Qt)."""
        if dropped_folder(event.mimeData()) and not self._busy:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take a folder (called by Qt)."""
        event.acceptProposedAction()
        self.place.set_folder(dropped_folder(event.mimeData()) or "")


def _caption(text: str) -> Label:
    return Label(text, weight=QFont.Weight.Medium)


def _field(name: str, placeholder: str) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setPlaceholderText(placeholder)
    return field
