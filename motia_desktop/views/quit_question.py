"""Asks what becomes of the deployments that run: leave them running, cancel them, or stay."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from motia_desktop.possible import possible
from motia_desktop.wording import environment, name, state
from motiad.contract.deployment import DeploymentData

MOST_NAMED = 6


class QuitQuestion(QMessageBox):
    """The default is the harmless one: they go on. Escape stays."""

    leave_chosen = Signal()
    cancel_chosen = Signal()

    def __init__(self, active: Sequence[DeploymentData], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setIcon(QMessageBox.Icon.Question)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWindowTitle(self.tr("Quit"))
        if len(active) == 1:
            self.setText(self.tr("{0} is being deployed.").format(name(active[0])))
        else:
            self.setText(self.tr("%n deployments are running.", "", len(active)))
        self.setInformativeText(self._told(active))
        cancellable = sum(possible(item).cancel for item in active)
        role = QMessageBox.ButtonRole
        one = len(active) == 1
        self.leave_button = self.addButton(
            self.tr("Leave it running") if one else self.tr("Leave them running"), role.AcceptRole
        )
        self.cancel_button = self.addButton(
            self.tr("Cancel the deployment") if one else self.tr("Cancel the deployments"), role.DestructiveRole
        )
        self.stay_button = self.addButton(self.tr("Stay"), role.RejectRole)
        self.cancel_button.setVisible(cancellable > 0)
        self.setDefaultButton(self.leave_button)
        self.setEscapeButton(self.stay_button)
        self.buttonClicked.connect(self._clicked)

    def _told(self, active: Sequence[DeploymentData]) -> str:
        lines = []
        if len(active) > 1:
            lines = [
                " · ".join(part for part in (name(item), environment(item), state(item)) if part) for item in active
            ]
            if len(lines) > MOST_NAMED:
                rest = len(lines) - MOST_NAMED
                lines = [*lines[:MOST_NAMED], self.tr("and %n more", "", rest)]
        lines.append(
            self.tr("It goes on without this program if you leave it running, and is there when you come back.")
        )
        late = sum(not possible(item).cancel for item in active)
        if late:
            lines.append(self.tr("%n cannot be cancelled any more: the cloud is at work.", "", late))
        return "\n".join(lines)

    def _clicked(self, button: object) -> None:
        if button is self.leave_button:
            self.leave_chosen.emit()
        elif button is self.cancel_button:
            self.cancel_chosen.emit()
