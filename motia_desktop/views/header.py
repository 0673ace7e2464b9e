"""The head of a deployment's page: what, where, how it stands, and what can be done."""

from collections.abc import Mapping, Sequence

from PySide6.QtGui import QAction, QFont
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from motia_desktop.clock import now
from motia_desktop.formats import duration, moment, whole_seconds
from motia_desktop.marks import mark_of
from motia_desktop.models.estimate import time_left
from motia_desktop.widgets.action_button import ActionButton
from motia_desktop.widgets.label import ElidedLabel, Label
from motia_desktop.widgets.status_badge import StatusBadge
from motia_desktop.wording import elapsed, environment, name, state
from motiad.contract.deployment import DeploymentData, Phase


class Header(QWidget):
    """Project, version, environment, state in words and a shape, times, and the actions."""

    def __init__(self, actions: Sequence[QAction], tools: Sequence[QAction], parent: QWidget | None = None) -> None:
        """`actions` become buttons with words, `tools` small ones with a drawing."""
        super().__init__(parent)
        self._data: DeploymentData | None = None
        self._usual: Mapping[Phase, float] | None = None
        self.project = ElidedLabel(factor=1.55, weight=QFont.Weight.DemiBold)
        self.badge = StatusBadge()
        self.elapsed = Label(role="muted")
        self.facts = ElidedLabel(role="muted")
        self.buttons: list[QPushButton] = [ActionButton(action) for action in actions]
        title = QHBoxLayout()
        title.setSpacing(8)
        title.addWidget(self.project, 1)
        self.project.setMinimumHeight(max(button.sizeHint().height() for button in self.buttons))
        for tool in tools:
            title.addWidget(_ToolButton(tool, self))
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

    def show_deployment(self, data: DeploymentData, usual: Mapping[Phase, float] | None = None) -> None:
        """Show another state; `usual` are the milliseconds each phase of its project takes, where that is known."""
        self._data, self._usual = data, usual
        self.project.setText(name(data))
        self.badge.show_state(mark_of(data), state(data))
        where = environment(data)
        facts = [
            self.tr("version {name}").format(name=data.version) if data.version else None,
            self.tr("to {environment}").format(environment=where) if where else None,
            self.tr("attempt {number}").format(number=data.attempt) if data.attempt > 1 else None,
            self.tr("started {when}").format(when=moment(data.started_at)) if data.started_at else None,
        ]
        self.facts.setText(" · ".join(fact for fact in facts if fact))
        self.tick()

    def tick(self) -> None:
        """Show how much time has passed by now, and how much is likely left."""
        if self._data is None:
            return
        millis = elapsed(self._data, now())
        if millis is None:
            self.elapsed.setText("")
        elif self._data.terminal:
            self.elapsed.setText(self.tr("in {time}").format(time=duration(millis)))
        else:
            left = time_left(self._data, self._usual, now()) if self._usual else None
            self.elapsed.setText(", ".join(part for part in (whole_seconds(millis), self._left(left)) if part))

    def _left(self, millis: float | None) -> str:
        if millis is None:
            return ""
        if millis < -1000:
            return self.tr("longer than usual")
        if millis < 1500:
            return self.tr("almost done")
        if millis < 90_000:
            return self.tr("about {seconds} s left").format(seconds=round(millis / 1000))
        return self.tr("about {minutes} min left").format(minutes=round(millis / 60_000))


class _ToolButton(QToolButton):
    """Shows an action's drawing; gone where the action is."""

    def __init__(self, action: QAction, parent: QWidget) -> None:
        super().__init__(parent)
        self.setDefaultAction(action)
        self._action = action
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self.setVisible(self._action.isVisible())
        self.setAccessibleName(self._action.text().replace("&", "").rstrip("…"))
