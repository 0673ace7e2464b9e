"""The head of a deployment's page: what, where, how it stands, and what can be done."""

from PySide6.QtGui import QAction, QFont
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from motia_desktop.clock import now
from motia_desktop.formats import duration, moment, whole_seconds
from motia_desktop.marks import mark_of
from motia_desktop.widgets.action_button import ActionButton
from motia_desktop.widgets.label import ElidedLabel, Label
from motia_desktop.widgets.status_badge import StatusBadge
from motia_desktop.wording import elapsed, environment, name, state
from motiad.contract.deployment import DeploymentData


class Header(QWidget):
    """Project, version, environment, state in words and a shape, elapsed time, and the actions."""

    def __init__(self, actions: list[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data: DeploymentData | None = None
        self.project = ElidedLabel(factor=1.55, weight=QFont.Weight.DemiBold)
        self.badge = StatusBadge()
        self.elapsed = Label(role="muted")
        self.facts = ElidedLabel(role="muted")
        self.buttons: list[QPushButton] = [ActionButton(action) for action in actions]
        title = QHBoxLayout()
        title.setSpacing(12)
        title.addWidget(self.project, 1)
        self.project.setMinimumHeight(max(button.sizeHint().height() for button in self.buttons))
        for button in self.buttons:
            title.addWidget(button)
        state_row = QHBoxLayout()
        state_row.setSpacing(10)
        state_row.addWidget(self.badge)
        state_row.addWidget(self.elapsed)
        state_row.addWidget(Label("·", role="muted"))
        state_row.addWidget(self.facts, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(title)
        column.addLayout(state_row)

    def show_deployment(self, data: DeploymentData) -> None:
        """Show another state."""
        self._data = data
        self.project.setText(name(data))
        self.badge.show_state(mark_of(data), state(data))
        where = environment(data)
        facts = [
            f"version {data.version}" if data.version else None,
            f"to {where}" if where else None,
            f"attempt {data.attempt}" if data.attempt > 1 else None,
            f"started {moment(data.started_at)}" if data.started_at else None,
        ]
        self.facts.setText(" · ".join(fact for fact in facts if fact))
        self.tick()

    def tick(self) -> None:
        """Show how much time has passed by now."""
        if self._data is None:
            return
        millis = elapsed(self._data, now())
        if millis is None:
            self.elapsed.setText("")
        else:
            self.elapsed.setText(f"in {duration(millis)}" if self._data.terminal else whole_seconds(millis))
