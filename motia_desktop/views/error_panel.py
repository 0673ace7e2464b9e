"""What went wrong, with its code, and what to do about it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from motia_desktop.widgets.action_button import ActionButton
from motia_desktop.widgets.label import Label
from motia_desktop.widgets.mark import Mark, MarkWidget
from motia_desktop.wording import advice, cancelled, failure
from motiad.contract.deployment import BuildOutput, DeploymentData, UploadOutput

MOST_STEPS = 3


class ErrorPanel(QFrame):
    """Shown while the deployment it is given has failed."""

    def __init__(self, actions: list[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "error")
        self.setAccessibleName(self.tr("What went wrong"))
        mark = MarkWidget(18)
        mark.show_mark(Mark.FAILED)
        self.title = Label(weight=QFont.Weight.DemiBold)
        self.code = Label(role="code", mono=True, selectable=True)
        self.reason = Label(wrap=True, selectable=True)
        self.steps = Label(wrap=True, selectable=True, mono=True)
        self.advice = Label(wrap=True)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addWidget(self.code)
        head.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(5)
        words.addLayout(head)
        words.addWidget(self.reason)
        words.addWidget(self.steps)
        words.addWidget(self.advice)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 12, 14, 12)
        row.setSpacing(12)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        for action in actions:
            row.addWidget(ActionButton(action), 0, Qt.AlignmentFlag.AlignTop)

    def show_deployment(self, data: DeploymentData) -> None:
        """Show its failure, or nothing; a cancellation is no failure and needs no panel."""
        wanted = data.status == "failed" and not cancelled(data)
        self.setVisible(wanted)
        if not wanted:
            return
        self.title.setText(failure(data))
        self.code.setText(data.error_code or "")
        self.code.setVisible(bool(data.error_code))
        reason = data.error or data.message
        self.reason.setText(_short(reason))
        rows: tuple[BuildOutput | UploadOutput, ...] = (*data.build, *data.upload)
        failed = [_step_error(row) for row in rows if row.error_message]
        told = [_short(line) for line in failed[:MOST_STEPS] if line not in reason]
        if told and len(failed) > MOST_STEPS:
            told.append(self.tr("and %n more, see the table below", "", len(failed) - MOST_STEPS))
        self.steps.setText("\n".join(told))
        self.steps.setVisible(bool(told))
        self.advice.setText(advice(data.error_code) or self.tr("The logs below may say more. Then deploy again."))


def _step_error(row: BuildOutput | UploadOutput) -> str:
    """Return a row's error with its path, once."""
    message = row.error_message or ""
    return message if message.startswith(row.package_path) else f"{row.package_path}: {message}"


def _short(text: str, lines: int = 6, letters: int = 600) -> str:
    """Return the first lines of a long message; the log has the rest."""
    kept = "\n".join(text.splitlines()[:lines])
    return kept if len(kept) <= letters else f"{kept[:letters].rstrip()}…"
