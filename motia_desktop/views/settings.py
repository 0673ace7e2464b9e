"""The settings: looks, clouds, notifications, editor, daemon."""

from datetime import time

from PySide6.QtCore import Qt, QTime, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from motia_desktop.orders import LOCAL, MOTIA
from motia_desktop.preferences import LEVELS, Preferences
from motia_desktop.theme.theme import MODES, Mode
from motia_desktop.widgets.label import Label
from motia_desktop.widgets.rule import Rule
from motia_desktop.widgets.secret_field import SecretField
from motia_desktop.wording import advice
from motiad.errors import MotiadError


class SettingsDialog(QDialog):
    """What is chosen counts at once; there is nothing to confirm."""

    mode_chosen = Signal(str)
    """Another theme."""
    key_given = Signal(str)
    """The API key of Motia Cloud, to be kept in the keyring."""
    key_forgotten = Signal()
    """The kept key is to be deleted."""
    logs_wanted = Signal()
    bundle_wanted = Signal()
    restart_wanted = Signal()
    """The daemon is to be stopped and started anew."""

    def __init__(self, preferences: Preferences, mode: Mode, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._preferences = preferences
        self.theme = self._choice(self.tr("Theme"))
        words = {"system": self.tr("As the system"), "light": self.tr("Light"), "dark": self.tr("Dark")}
        for each in MODES:
            self.theme.addItem(words[each], each)
        self.theme.setCurrentIndex(MODES.index(mode))
        self.cloud = self._choice(self.tr("First deployments go to"))
        self.cloud.addItem(self.tr("Local cloud, on this machine"), LOCAL)
        self.cloud.addItem(self.tr("Motia Cloud"), MOTIA)
        self.cloud.setCurrentIndex(int(preferences.cloud == MOTIA))
        self.editor = QLineEdit(preferences.editor)
        self.editor.setPlaceholderText(self.tr("As VISUAL or EDITOR say, or the one that is found"))
        self.editor.setAccessibleName(self.tr("Editor command"))
        self.key = SecretField(self.tr("API key of Motia Cloud"))
        self.key_button = QPushButton(self.tr("Keep"))
        self.forget_button = QPushButton(self.tr("Forget"))
        self.key_hint = Label(role="muted", factor=0.94, wrap=True)
        self.level = self._choice(self.tr("Tell when a deployment ends"))
        levels = {
            "all": self.tr("Always"),
            "failures": self.tr("Only when it failed"),
            "none": self.tr("Never"),
        }
        for level in LEVELS:
            self.level.addItem(levels[level], level)
        self.level.setCurrentIndex(LEVELS.index(preferences.notify))
        self.quiet = QCheckBox(self.tr("Quiet hours, from"))
        hours = preferences.quiet_hours
        self.quiet.setChecked(hours is not None)
        self.begin, self.end = (
            self._time(self.tr("Quiet from"), hours[0] if hours else time(22)),
            self._time(self.tr("Quiet until"), hours[1] if hours else time(7)),
        )
        self.daemon = Label(role="muted", wrap=True, selectable=True)
        self.restart_button = QPushButton(self.tr("Restart"))
        self.logs_button = QPushButton(self.tr("Open logs"))
        self.bundle_button = QPushButton(self.tr("Support bundle…"))
        self.error = Label(role="danger", wrap=True, selectable=True)
        self.error.hide()
        self.close_button = QPushButton(self.tr("Close"))
        self._lay_out()
        self._connect()
        self._key_typed("")
        self._quiet_changed()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(9)
        grid.setColumnStretch(1, 1)
        row = 0
        hours = _row(self.begin, Label("–"), self.end)
        keys = _row(self.key, self.key_button, self.forget_button, first=True)
        sections = (
            (
                self.tr("General"),
                ((self.tr("Theme"), self.theme), (self.tr("Editor command"), self.editor)),
            ),
            (
                self.tr("Clouds"),
                (
                    (self.tr("First deployments go to"), self.cloud),
                    (self.tr("API key of Motia Cloud"), keys),
                    ("", self.key_hint),
                ),
            ),
            (
                self.tr("Notifications"),
                ((self.tr("Tell when a deployment ends"), self.level), (self.quiet, hours)),
            ),
            (
                self.tr("The daemon"),
                (("motiad", self.daemon), ("", _row(self.restart_button, self.logs_button, self.bundle_button))),
            ),
        )
        for heading, lines in sections:
            if row:
                grid.addWidget(Rule(), row, 0, 1, 2)
                row += 1
            grid.addWidget(Label(heading, weight=QFont.Weight.DemiBold), row, 0, 1, 2)
            row += 1
            for caption, field in lines:
                label = Label(caption) if isinstance(caption, str) else caption
                grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignVCenter)
                grid.addWidget(field, row, 1)
                row += 1
        inside = QWidget()
        body = QVBoxLayout(inside)
        body.setContentsMargins(0, 0, 10, 0)
        body.addLayout(grid)
        body.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        foot = QHBoxLayout()
        foot.addWidget(self.error, 1)
        foot.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(12)
        column.addWidget(scroll, 1)
        column.addLayout(foot)
        self.resize(620, 560)

    def _connect(self) -> None:
        kept = self._preferences
        self.theme.currentIndexChanged.connect(lambda: self.mode_chosen.emit(self.theme.currentData()))
        self.cloud.currentIndexChanged.connect(lambda: setattr(kept, "cloud", self.cloud.currentData()))
        self.editor.editingFinished.connect(lambda: setattr(kept, "editor", self.editor.text()))
        self.level.currentIndexChanged.connect(lambda: setattr(kept, "notify", self.level.currentData()))
        self.quiet.toggled.connect(self._quiet_changed)
        for field in (self.begin, self.end):
            field.timeChanged.connect(self._quiet_changed)
        self.key.textChanged.connect(self._key_typed)
        self.key_button.clicked.connect(self._keep)
        self.forget_button.clicked.connect(self.key_forgotten)
        self.restart_button.clicked.connect(self.restart_wanted)
        self.logs_button.clicked.connect(self.logs_wanted)
        self.bundle_button.clicked.connect(self.bundle_wanted)
        self.close_button.clicked.connect(self.accept)

    def show_key(self, saved: bool, *, lasting: bool) -> None:
        """Tell whether there is a key, and where one goes."""
        self.key.clear()
        self.key.setPlaceholderText(self.tr("Saved") if saved else self.tr("Paste your key"))
        self.forget_button.setVisible(saved)
        where = (
            self.tr("Kept in this computer's keyring only.")
            if lasting
            else self.tr("There is no keyring here: a key is forgotten on quitting.")
        )
        how = self.tr("Make one at motia.cloud, under your workspace's settings.")
        self.key_hint.setText(where if saved else f"{how} {where}")

    def show_daemon(self, words: str, *, restartable: bool) -> None:
        """Tell where the daemon answers and what it is."""
        self.daemon.setText(words)
        self.restart_button.setEnabled(restartable)
        why = "" if restartable else self.tr("A deployment is running: it would be interrupted")
        self.restart_button.setToolTip(why)

    def show_error(self, error: MotiadError) -> None:
        """Say what stood in the way."""
        self.error.setText(f"{error.message} {advice(error.code, error.hint)} ({error.code})")
        self.error.show()

    def _key_typed(self, text: str) -> None:
        self.key_button.setEnabled(bool(text.strip()))

    def _keep(self) -> None:
        self.error.hide()
        self.key_given.emit(self.key.text().strip())

    def _quiet_changed(self) -> None:
        on = self.quiet.isChecked()
        for field in (self.begin, self.end):
            field.setEnabled(on)
        hours = (_python_time(self.begin), _python_time(self.end)) if on else None
        if hours != self._preferences.quiet_hours:
            self._preferences.quiet_hours = hours

    def _choice(self, name: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.view().setAccessibleName(name)
        return box

    def _time(self, name: str, shown: time) -> QTimeEdit:
        field = QTimeEdit(QTime(shown.hour, shown.minute))
        field.setDisplayFormat("HH:mm")
        field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        field.setAccessibleName(name)
        return field


def _row(*widgets: QWidget, first: bool = False) -> QWidget:
    whole = QWidget()
    line = QHBoxLayout(whole)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(8)
    for number, widget in enumerate(widgets):
        line.addWidget(widget, int(first and number == 0))
    if not first:
        line.addStretch(1)
    return whole


def _python_time(field: QTimeEdit) -> time:
    return time(field.time().hour(), field.time().minute())
