"""What the daemon found in a project before anything of it is uploaded."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QListView, QPushButton, QVBoxLayout, QWidget

from motia_desktop.models.check import CheckModel
from motia_desktop.widgets.finding_delegate import FindingDelegate
from motia_desktop.widgets.label import Label
from motia_desktop.widgets.mark import Mark, MarkWidget
from motia_desktop.wording import TYPE_NAMES, advice
from motiad.contract.check import ProjectCheck
from motiad.errors import MotiadError


class CheckPanel(QFrame):
    """Says in one line how it stands, and lists what is behind it."""

    again_wanted = Signal()
    """A person mended something."""
    names_wanted = Signal(tuple)
    """A person wants these missing variables in the table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName(self.tr("What would be deployed"))
        self._check: ProjectCheck | None = None
        self.mark = MarkWidget(16)
        self.headline = Label(weight=QFont.Weight.Medium, wrap=True)
        self.details = Label(role="muted", factor=0.94, wrap=True)
        self.model = CheckModel(self)
        self.list = QListView(self)
        self.list.setAccessibleName(self.tr("Findings"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(FindingDelegate(self.list))
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.again_button = QPushButton(self.tr("Check again"))
        self.again_button.clicked.connect(self.again_wanted)
        self.add_button = QPushButton(self.tr("Add the missing variables"))
        self.add_button.clicked.connect(self._add)
        head = QHBoxLayout()
        head.setContentsMargins(13, 11, 13, 2)
        head.setSpacing(10)
        head.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(self.headline)
        words.addWidget(self.details)
        head.addLayout(words, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 4, 12, 10)
        foot.setSpacing(8)
        foot.addWidget(self.again_button)
        foot.addWidget(self.add_button)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        column.addLayout(foot)
        self.show_nothing()

    @property
    def check(self) -> ProjectCheck | None:
        """What was found last."""
        return self._check

    @property
    def stopped(self) -> bool:
        """Whether something was found that a build would refuse."""
        return self._check is not None and bool(self._check.problems or self._check.reserved)

    def show_nothing(self) -> None:
        """Say what this is for, while no project is chosen."""
        self._show(
            None,
            Mark.WAITING,
            self.tr("Nothing to look at yet"),
            self.tr("Choose a folder: it is checked here, on this machine, before anything is uploaded."),
        )

    def show_busy(self) -> None:
        """Say that the project is being looked at; what was found before stays in view."""
        self.mark.show_mark(Mark.RUNNING)
        self.headline.setText(self.tr("Looking at the project…"))
        self.again_button.setEnabled(False)

    def show_check(self, check: ProjectCheck) -> None:
        """Show what was found."""
        stopping = len(check.problems) + len(check.reserved)
        details = self._counted(check)
        if stopping:
            headline = self.tr("%n things to mend first", "", stopping)
            mark = Mark.FAILED
        elif not check.complete:
            headline = self.tr("The project is large: not everything was read in time")
            mark = Mark.STOPPED
        elif check.missing or check.warnings:
            headline = self.tr("Ready, with something to know")
            mark = Mark.STOPPED
        else:
            headline = self.tr("Ready to be deployed")
            mark = Mark.DONE
        self._show(check, mark, headline, details)

    def show_error(self, error: MotiadError) -> None:
        """Say why the project could not be looked at."""
        reason = f"{error.message} {advice(error.code, error.hint)}".strip()
        self._show(None, Mark.FAILED, self.tr("The project could not be checked"), f"{reason} ({error.code})")
        self.again_button.show()

    def _show(self, check: ProjectCheck | None, mark: Mark, headline: str, details: str) -> None:
        self._check = check
        self.mark.show_mark(mark)
        self.headline.setText(headline)
        self.details.setText(details)
        self.model.show_check(check)
        self.again_button.setEnabled(True)
        self.again_button.setVisible(check is not None)
        self.add_button.setVisible(check is not None and bool(check.missing))

    def _counted(self, check: ProjectCheck) -> str:
        kinds = [(TYPE_NAMES[kind], sum(step.type == kind for step in check.steps)) for kind in TYPE_NAMES]
        parts = [self.tr("%n steps", "", len(check.steps))]
        parts += [f"{count} {name}" for name, count in kinds if count]
        if check.streams:
            parts.append(self.tr("%n streams", "", len(check.streams)))
        return " · ".join(parts) if check.steps else ""

    def _add(self) -> None:
        if self._check is not None:
            self.names_wanted.emit(tuple(each.name for each in self._check.missing))
