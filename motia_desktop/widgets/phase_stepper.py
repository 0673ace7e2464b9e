"""Three phases in a row, each with its shape, its name and how long it took."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from motia_desktop.widgets.label import Label
from motia_desktop.widgets.mark import Mark, MarkWidget
from motia_desktop.widgets.rule import Rule


@dataclass(frozen=True)
class PhaseView:
    """What the stepper shows of one phase."""

    name: str
    mark: Mark
    note: str
    """A duration, or a word where there is none yet."""


class _Phase(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.mark = MarkWidget(22, self)
        self.name = Label(weight=QFont.Weight.DemiBold)
        self.note = Label(role="muted", factor=0.92)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addWidget(self.note)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.mark)
        row.addLayout(words)


class PhaseStepper(QWidget):
    """A row of phases with lines between them."""

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.phases = [_Phase(self) for _ in names]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        for number, (phase, name) in enumerate(zip(self.phases, names, strict=True)):
            if number:
                row.addWidget(Rule(self), 1, Qt.AlignmentFlag.AlignVCenter)
            row.addWidget(phase)
            phase.name.setText(name)

    def show_phases(self, views: Sequence[PhaseView]) -> None:
        """Show the state of every phase."""
        for phase, view in zip(self.phases, views, strict=True):
            phase.name.setText(view.name)
            phase.note.setText(view.note)
            phase.mark.show_mark(view.mark)
            phase.setAccessibleName(f"{view.name}: {view.mark.value}, {view.note}")
