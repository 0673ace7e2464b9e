"""Every action once: the menu, the buttons and the shortcuts all come from here."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from motia_desktop.log_actions import LogActions
from motia_desktop.orders import MOTIA
from motia_desktop.possible import possible
from motia_desktop.step_actions import StepActions
from motia_desktop.theme.colors import Colors
from motia_desktop.theme.icons import icon
from motia_desktop.theme.theme import MODES, Mode
from motiad.contract.deployment import DeploymentData


class Actions(QObject):
    """Triggered by a person; connected in `app.py`, nowhere else."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icons: list[tuple[QAction, str]] = []
        self.new = self._action(self.tr("New deployment…"), "plus", QKeySequence.StandardKey.New)
        self.new_primary = self._action(self.tr("New deployment…"), "")
        self.new_primary.triggered.connect(self.new.trigger)
        self.sample = self._action(self.tr("Deploy the sample project"), "deploy")
        self.sample.setProperty("role", "primary")
        self.cancel = self._action(self.tr("Cancel"), "stop", "Ctrl+.")
        self.cancel.setToolTip(self.tr("Cancel this deployment"))
        self.retry = self._action(self.tr("Retry"), "again", "Ctrl+R")
        self.retry.setToolTip(self.tr("Try again with what is built and uploaded"))
        self.again = self._action(self.tr("Deploy again…"), "again", "Ctrl+Shift+R")
        self.again.setToolTip(self.tr("Make a new deployment of the same project"))
        self.copy_id = self._action(self.tr("Copy deployment ID"), "copy", "Ctrl+Shift+C")
        self.open_cloud = self._action(self.tr("Open Motia Cloud"), "open", "Ctrl+Shift+O")
        self.open_cloud.setToolTip(self.tr("Open Motia Cloud in the browser"))
        self.reconnect = self._action(self.tr("Start the daemon again"), "again")
        self.history = self._action(self.tr("All deployments"), "history", "Ctrl+H")
        self.history.setToolTip(self.tr("Search, compare and see trends of all deployments"))
        self.quit = self._action(self.tr("Quit"), "", QKeySequence.StandardKey.Quit)
        self.renew = self._action(self.tr("Restart motiad"), "again")
        self.connect_cloud = self._action(self.tr("Connect to Motia Cloud…"), "cloud")
        self.settings = self._action(self.tr("Settings…"), "", QKeySequence.StandardKey.Preferences)
        if self.settings.shortcut().isEmpty():
            self.settings.setShortcut(QKeySequence("Ctrl+,"))
        self.logs_folder = self._action(self.tr("Open the logs"), "folder")
        self.bundle = self._action(self.tr("Support bundle…"), "")
        self.palette = self._action(self.tr("Command palette…"), "", "Ctrl+K")
        self.palette.setShortcuts([QKeySequence("Ctrl+K"), QKeySequence("Ctrl+Shift+P")])
        self.shortcuts = self._action(self.tr("Keyboard shortcuts"), "", "F1")
        self.about = self._action(self.tr("About Motia Desktop"), "")
        self.log = LogActions(self, self._action)
        self.steps = StepActions(self, self._action)
        self.modes = QActionGroup(self)
        names: dict[Mode, str] = {
            "system": self.tr("As the system"),
            "light": self.tr("Light"),
            "dark": self.tr("Dark"),
        }
        for mode in MODES:
            action = QAction(names[mode], self.modes)
            action.setCheckable(True)
            action.setData(mode)
        self.follow(None)

    def _action(self, text: str, drawing: str, shortcut: QKeySequence.StandardKey | str | None = None) -> QAction:
        action = QAction(text, self)
        if shortcut is not None:
            action.setShortcut(QKeySequence(shortcut))
        if drawing:
            self._icons.append((action, drawing))
        return action

    def paint(self, colors: Colors) -> None:
        """Draw the icons in the colours of a theme."""
        for action, drawing in self._icons:
            ink = colors.on_accent if action.property("role") == "primary" else colors.text
            action.setIcon(icon(drawing, ink))
        self.log.painted.emit()

    def follow_cloud(self, cloud: str | None) -> None:
        """Offer Motia Cloud's page where the deployment that is shown is there: no other cloud has one."""
        self.open_cloud.setVisible(cloud == MOTIA)
        self.open_cloud.setEnabled(cloud == MOTIA)

    def choose_mode(self, mode: Mode) -> None:
        """Tick the theme that is on."""
        for action in self.modes.actions():
            action.setChecked(action.data() == mode)

    def follow(self, data: DeploymentData | None, *, online: bool = True) -> None:
        """Offer what makes sense for the deployment that is shown (`security-reliability.md`, section 2)."""
        can = possible(data)
        for action, sensible in (
            (self.cancel, can.cancel),
            (self.retry, can.retry),
            (self.again, can.again),
        ):
            action.setVisible(sensible)
            action.setEnabled(sensible and online)
        self.copy_id.setEnabled(data is not None)
        self.steps.follow(shown=data is not None)
        if data is None:
            self.follow_cloud(None)
        self.new.setEnabled(online)
        self.new_primary.setEnabled(online)
        self.sample.setEnabled(online)
