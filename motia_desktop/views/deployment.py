"""The page of one deployment, bound to its live state."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QSplitter, QVBoxLayout, QWidget

from motia_desktop.actions import Actions
from motia_desktop.clock import now
from motia_desktop.formats import duration, whole_seconds
from motia_desktop.marks import mark_of, phase_mark
from motia_desktop.models.steps import StepTableModel
from motia_desktop.views.error_panel import ErrorPanel
from motia_desktop.views.header import Header
from motia_desktop.views.log_panel import LogPanel
from motia_desktop.views.step_table import StepTable
from motia_desktop.widgets.label import ElidedLabel, Label
from motia_desktop.widgets.mark import Mark
from motia_desktop.widgets.phase_stepper import PhaseStepper, PhaseView
from motia_desktop.widgets.progress_bar import ProgressBar
from motia_desktop.wording import PHASE_NAMES, PHASES
from motiad.contract.deployment import DeploymentData, Phase

_NOTES = {
    Mark.WAITING: "to come",
    Mark.RUNNING: "running",
    Mark.DONE: "done",
    Mark.FAILED: "failed",
    Mark.STOPPED: "stopped",
}


class DeploymentPage(QScrollArea):
    """Header, phases, error, steps and logs of the deployment it was given last."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = Header([actions.cancel, actions.again])
        self.stepper = PhaseStepper([PHASE_NAMES[phase] for phase in PHASES])
        self.bar = ProgressBar()
        self.message = ElidedLabel(role="muted")
        self.percent = Label(weight=QFont.Weight.Medium)
        self.error = ErrorPanel([actions.retry])
        self.model = StepTableModel(self)
        self.table = StepTable(self.model)
        self.counts = Label(role="muted")
        self.logs = LogPanel(actions.log)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(12)
        self.splitter.addWidget(self._steps_card())
        self.splitter.addWidget(self.logs)
        self.splitter.setSizes([320, 200])
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self._data: DeploymentData | None = None
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
        column.addWidget(self.splitter, 1)
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

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

    def _steps_card(self) -> QFrame:
        card = QFrame(self)
        card.setProperty("role", "card")
        head = QHBoxLayout()
        head.setContentsMargins(13, 9, 13, 5)
        head.addWidget(Label("Steps", weight=QFont.Weight.DemiBold))
        head.addStretch(1)
        head.addWidget(self.counts)
        column = QVBoxLayout(card)
        column.setContentsMargins(1, 1, 1, 6)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        return card

    def show_deployment(self, data: DeploymentData) -> None:
        """Show another state, or another deployment."""
        self._data = data
        self.header.show_deployment(data)
        self._tick()
        mark = mark_of(data)
        self.bar.show_progress(data.progress, mark)
        self.message.setText(data.message)
        self.percent.setText(f"{data.progress} %")
        self.percent.setVisible(not data.terminal)
        self.error.show_deployment(data)
        self.model.show_deployment(data)
        self.counts.setText(_counts(data))
        self.logs.show_deployment(data)
        if data.terminal:
            self._second.stop()
        elif not self._second.isActive():
            self._second.start()

    def _tick(self) -> None:
        if self._data is not None:
            self.header.tick()
            self.stepper.show_phases([_phase_view(self._data, phase) for phase in PHASES])


def _phase_view(data: DeploymentData, phase: Phase) -> PhaseView:
    mark = phase_mark(data, phase)
    times = (data.phases or {}).get(phase)
    note = _NOTES[mark]
    if times is not None:
        took = (times.completed_at or data.completed_at or now()) - times.started_at
        if mark is Mark.RUNNING:
            note = whole_seconds(took)
        else:
            note = duration(took) if mark is Mark.DONE else f"{note} · {duration(took)}"
    return PhaseView(PHASE_NAMES[phase], mark, note)


def _counts(data: DeploymentData) -> str:
    steps = len(data.build)
    if not steps:
        return ""
    built = sum(row.status == "built" for row in data.build)
    parts = [f"{built} of {steps} built" if built < steps else f"{steps} built"]
    if data.upload:
        there = sum(row.status == "uploaded" for row in data.upload)
        total = len(data.upload)
        parts.append(f"{there} of {total} bundles uploaded" if there < total else f"{total} bundles uploaded")
    return " · ".join(parts)
