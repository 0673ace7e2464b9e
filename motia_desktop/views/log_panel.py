"""The logs of a deployment, one tab a phase."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from motia_desktop.models.log_tail import LogTail
from motia_desktop.widgets.log_view import LogView
from motia_desktop.wording import PHASE_NAMES, PHASES
from motiad.contract.deployment import DeploymentData, Phase


class LogPanel(QFrame):
    """Goes along with the running phase until a person chooses a tab."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._shown: tuple[str, int] | None = None
        self._chosen = False
        self._tails = {phase: LogTail(phase) for phase in PHASES}
        self.tabs = QTabBar(self)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("Log of which phase")
        self.stack = QStackedWidget(self)
        self.views: dict[Phase, LogView] = {}
        for phase in PHASES:
            self.tabs.addTab(f"{PHASE_NAMES[phase]} log")
            view = LogView(f"Nothing in the {PHASE_NAMES[phase].lower()} log yet.")
            view.setAccessibleName(f"{PHASE_NAMES[phase]} log")
            self.views[phase] = view
            self.stack.addWidget(view)
        self.tabs.currentChanged.connect(self.stack.setCurrentIndex)
        self.tabs.tabBarClicked.connect(self._choose)
        head = QHBoxLayout()
        head.setContentsMargins(4, 0, 4, 0)
        head.addWidget(self.tabs)
        head.addStretch(1)
        line = QFrame(self)
        line.setProperty("role", "line")
        line.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(line)
        column.addWidget(self.stack, 1)

    @property
    def current(self) -> LogView:
        """The log in front."""
        return self.views[PHASES[self.tabs.currentIndex()]]

    def show_deployment(self, data: DeploymentData) -> None:
        """Add what is new, or begin anew for another deployment."""
        if self._shown != (data.id, data.attempt):
            self._shown = (data.id, data.attempt)
            self._chosen = False
        for phase in PHASES:
            anew, lines = self._tails[phase].take(data)
            view = self.views[phase]
            if anew:
                view.clear_lines()
            view.append_lines(lines)
        if not self._chosen:
            phase = data.phase or ("deploy" if data.status == "completed" else "build")
            self.tabs.setCurrentIndex(PHASES.index(phase))

    def _choose(self, index: int) -> None:
        self._chosen = index >= 0
