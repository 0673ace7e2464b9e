"""The list of what a check found: what stands in the way, what is worth knowing, what would be deployed."""

from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from motia_desktop.formats import plain
from motia_desktop.widgets.cell_delegates import MARK_ROLE
from motia_desktop.widgets.finding_delegate import NOTE_ROLE
from motia_desktop.widgets.mark import Mark
from motia_desktop.wording import LANGUAGE_NAMES, TYPE_NAMES
from motiad.contract.check import CheckedStep, CheckProblem, ProjectCheck

Index = QModelIndex | QPersistentModelIndex


class CheckRow(NamedTuple):
    """One finding."""

    mark: Mark
    text: str
    note: str
    hint: str = ""


class CheckModel(QAbstractListModel):
    """Findings, the worst first; steps last, in their project's order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[CheckRow, ...] = ()

    def show_check(self, check: ProjectCheck | None) -> None:
        """Show what was found, or nothing."""
        self.beginResetModel()
        self._rows = () if check is None else tuple(self._found(check))
        self.endResetModel()

    def row(self, number: int) -> CheckRow:
        """Return a finding."""
        return self._rows[number]

    def _found(self, check: ProjectCheck) -> list[CheckRow]:
        rows = [CheckRow(Mark.FAILED, each.message, _place(each), each.hint or "") for each in check.problems]
        rows += [
            CheckRow(Mark.FAILED, self.tr("{name} is the cloud's own variable").format(name=name), self.tr("Rename it"))
            for name in check.reserved
        ]
        rows += [
            CheckRow(Mark.STOPPED, self.tr("{name} is read but not given").format(name=each.name), each.place)
            for each in check.missing
        ]
        rows += [CheckRow(Mark.STOPPED, warning, "") for warning in check.warnings]
        broken = {each.step for each in check.problems}
        rows += [self._step(step, broken=step.package_path in broken) for step in check.steps]
        return rows

    def _step(self, step: CheckedStep, *, broken: bool) -> CheckRow:
        kind = f"{TYPE_NAMES[step.type]} · {LANGUAGE_NAMES[step.language]}"
        note = f"{kind} · {step.trigger}" if step.trigger else kind
        mark = Mark.FAILED if broken else Mark.DONE if step.name else Mark.WAITING
        return CheckRow(mark, step.package_path, note, step.name or "")

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of findings (called by Qt)."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a finding (called by Qt)."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == NOTE_ROLE:
            return row.note
        if role == MARK_ROLE:
            return row.mark
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain("\n".join(part for part in (row.text, row.note, row.hint) if part))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (row.mark.value, row.text, row.note, row.hint) if part)
        return None


def _place(problem: CheckProblem) -> str:
    """Return `src/a.step.ts:3:9`, as far as it is known."""
    known = (problem.file or problem.step, problem.line, problem.column)
    return ":".join(str(part) for part in known if part is not None)
