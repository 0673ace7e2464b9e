"""The page of one deployment, bound to its live state."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from motia_desktop.actions import Actions
from motia_desktop.clock import now
from motia_desktop.formats import duration, whole_seconds
from motia_desktop.marks import mark_of, phase_mark
from motia_desktop.models.estimate import usual_times
from motia_desktop.models.liveness import liveness
from motia_desktop.stores.deployments import DeploymentStore
from motia_desktop.stores.flows import FlowStore, Told
from motia_desktop.views.error_panel import ErrorPanel
from motia_desktop.views.header import Header
from motia_desktop.views.log_panel import LogPanel
from motia_desktop.views.result_panel import ResultPanel
from motia_desktop.views.steps_card import StepsCard
from motia_desktop.widgets.label import ElidedLabel, Label
from motia_desktop.widgets.mark import Mark
from motia_desktop.widgets.phase_stepper import PhaseStepper, PhaseView
from motia_desktop.widgets.progress_bar import ProgressBar
from motia_desktop.wording import PHASE_NAMES, PHASES
from motiad.contract.deployment import DeploymentData, Phase

MANY = 200
"""Steps from which on a pause is made between two drawings of them."""
PAUSE = 60
"""Milliseconds: shorter than anybody notices."""


class DeploymentPage(QScrollArea):
    """Header, phases, error or result, steps and logs of the deployment it was given last."""

    more_wanted = Signal(object)
    """The daemon knows more about this deployment, a `DeploymentData`, than the window does."""
    source_wanted = Signal(str, object)
    """A person wants to see the source behind a `StepRow` of the deployment with this id."""

    def __init__(
        self, actions: Actions, store: DeploymentStore, flows: FlowStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._flows = flows
        self._actions = actions
        self.header = Header([actions.cancel, actions.again], [actions.copy_id, actions.open_cloud])
        self.stepper = PhaseStepper([PHASE_NAMES[phase] for phase in PHASES])
        self.bar = ProgressBar()
        self.message = ElidedLabel(role="muted")
        self.percent = Label(weight=QFont.Weight.Medium)
        self.error = ErrorPanel([actions.retry])
        self.result = ResultPanel(actions.open_cloud)
        self.steps = StepsCard(actions.steps)
        self.logs = LogPanel(actions.log)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(12)
        self.splitter.addWidget(self.steps)
        self.splitter.addWidget(self.logs)
        self.splitter.setSizes([320, 200])
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self._sizes: dict[int, list[int]] = {}
        self._data: DeploymentData | None = None
        self._of: tuple[str, int] | None = None
        self._usual: Mapping[Phase, float] | None = None
        self._drawn: tuple[DeploymentData, Told] | None = None
        self._pause = QTimer(self, interval=PAUSE, singleShot=True)
        self._pause.timeout.connect(self._draw_steps)
        self._second = QTimer(self, interval=1000, timerType=Qt.TimerType.PreciseTimer)
        self._second.timeout.connect(self._tick)
        self.splitter.setMinimumHeight(2 * 170)
        # Takes what is left: by its own hint the page would scroll before it has to.
        self.splitter.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(self.header)
        column.addWidget(self._progress_card())
        column.addWidget(self.error)
        column.addWidget(self.result)
        column.addWidget(self.splitter, 1)
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        flows.changed.connect(self._told)
        self.steps.opened.connect(self._open)
        self.steps.picked.connect(self._look_for)
        self.steps.tabs.currentChanged.connect(self._give_room)

    def _progress_card(self) -> QFrame:
        card = QFrame(self)
        card.setProperty("role", "card")
        words = QHBoxLayout()
        words.addWidget(self.message, 1)
        words.addWidget(self.percent)
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addWidget(self.stepper)
        column.addWidget(self.bar)
        column.addLayout(words)
        return card

    def show_deployment(self, data: DeploymentData) -> None:
        """Show another state, or another deployment."""
        self._data = data
        if self._of != (data.id, data.attempt):
            self._of = (data.id, data.attempt)
            self._usual = usual_times(data, self._store.newest_first())
        self.header.show_deployment(data, self._usual)
        self._tick()
        completed = data.status == "completed"
        self.bar.show_progress(data.progress, mark_of(data))
        self.message.setText(data.message)
        self.percent.setText(f"{data.progress} %")
        self.percent.setVisible(not data.terminal)
        for widget in (self.bar, self.message):
            widget.setVisible(not completed)
        self.error.show_deployment(data)
        self._show_told(data)
        self.logs.show_deployment(data)
        if data.terminal:
            self._second.stop()
        elif not self._second.isActive():
            self._second.start()
        if self._flows.lacks(data):
            self.more_wanted.emit(data)

    def _show_told(self, data: DeploymentData) -> None:
        """Show what needs more than the deployment's state."""
        told = self._flows.get(data.id)
        self._actions.follow_cloud(told.cloud)
        if self._flows.lacks(data) and told.origin is None:
            self.result.hide()  # until it is known which cloud that was
        else:
            known = self._store.newest_first() if data.status == "completed" else ()
            self.result.show_result(data, liveness(data, known, told.cloud))
        before = self._drawn[0] if self._drawn else None
        same = before is not None and (before.id, before.attempt, before.status) == (data.id, data.attempt, data.status)
        if not (same and len(data.build) > MANY and self._pause.isActive()):
            self._draw_steps()

    def _draw_steps(self) -> None:
        """Show the steps as they are by now; a thousand of them not at every single change."""
        if self._data is None:
            return
        wanted = (self._data, self._flows.get(self._data.id))
        if self._drawn is None or any(one is not other for one, other in zip(wanted, self._drawn, strict=True)):
            self._drawn = wanted
            self.steps.show_deployment(self._data, wanted[1].flow)
            self._pause.start()

    def _told(self, deployment_id: str) -> None:
        if self._data is not None and self._data.id == deployment_id:
            self._show_told(self._data)

    def _open(self, row: object) -> None:
        if self._data is not None:
            self.source_wanted.emit(self._data.id, row)

    def _give_room(self, tab: int) -> None:
        """A picture needs more room than a table; what a person made of either is kept."""
        sizes = self.splitter.sizes()
        self._sizes[1 - tab] = sizes
        self.splitter.setSizes(self._sizes.get(tab) or [round(sum(sizes) * 0.72), round(sum(sizes) * 0.28)])

    def _look_for(self, path: str) -> None:
        """Show what the log says about a step: its file and its bundle have the same name but for the extension."""
        focus = QApplication.focusWidget()
        self.logs.show_phase(None)
        self.logs.look_for(path.rpartition(".")[0] or path)
        if focus is not None:
            focus.setFocus()  # a person who goes from step to step by keyboard goes on

    def _tick(self) -> None:
        if self._data is not None:
            self.header.tick()
            self.stepper.show_phases([_phase_view(self._data, phase) for phase in PHASES])


def _phase_view(data: DeploymentData, phase: Phase) -> PhaseView:
    mark = phase_mark(data, phase)
    times = (data.phases or {}).get(phase)
    note = {
        Mark.WAITING: QCoreApplication.translate("Phases", "to come"),
        Mark.RUNNING: QCoreApplication.translate("Phases", "running"),
        Mark.DONE: QCoreApplication.translate("Phases", "done"),
        Mark.FAILED: QCoreApplication.translate("Phases", "failed"),
        Mark.STOPPED: QCoreApplication.translate("Phases", "stopped"),
    }[mark]
    if times is not None:
        took = (times.completed_at or data.completed_at or now()) - times.started_at
        if mark is Mark.RUNNING:
            note = whole_seconds(took)
        else:
            note = duration(took) if mark is Mark.DONE else f"{note} · {duration(took)}"
    return PhaseView(PHASE_NAMES[phase], mark, note)
