"""A page for a state in which there is nothing else to show: starting, no daemon, a daemon of another version."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFont
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from motia_desktop.widgets.action_button import ActionButton
from motia_desktop.widgets.label import Label, Paragraph
from motia_desktop.widgets.mark import Mark, MarkWidget


class StatePage(QWidget):
    """A shape, a sentence, what to do, and the buttons that do it."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mark = MarkWidget(44)
        self.title = Label(factor=1.45, weight=QFont.Weight.DemiBold)
        self.text = Paragraph(58)
        self.code = Label(role="code", mono=True, selectable=True)
        self.buttons = {action: ActionButton(action, self) for action in actions}
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addStretch(1)
        for button in self.buttons.values():
            button.setMinimumHeight(32)
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 24, 32, 24)
        column.addStretch(4)
        for widget, gap in ((self.mark, 18), (self.title, 8), (self.text, 14), (self.code, 18)):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
            column.addSpacing(gap)
        column.addLayout(row)
        column.addStretch(5)

    def show_state(self, mark: Mark, title: str, text: str, *, offers: Sequence[QAction] = (), code: str = "") -> None:
        """Show a state; `offers` are the actions that help."""
        self.mark.show_mark(mark)
        self.title.setText(title)
        self.text.setText(text)
        self.code.setText(code)
        self.code.setVisible(bool(code))
        for action, button in self.buttons.items():
            button.setVisible(action in offers)
