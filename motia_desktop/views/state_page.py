"""A page for a state in which there is nothing else to show: starting, or no daemon."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFont
from PySide6.QtWidgets import QVBoxLayout, QWidget

from motia_desktop.widgets.action_button import ActionButton
from motia_desktop.widgets.label import Label, Paragraph
from motia_desktop.widgets.mark import Mark, MarkWidget


class StatePage(QWidget):
    """A shape, a sentence, what to do, and the button that does it."""

    def __init__(self, action: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mark = MarkWidget(40)
        self.title = Label(factor=1.35, weight=QFont.Weight.DemiBold)
        self.text = Paragraph(70)
        self.button = ActionButton(action)
        column = QVBoxLayout(self)
        column.addStretch(4)
        for widget, gap in ((self.mark, 18), (self.title, 8), (self.text, 20), (self.button, 0)):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
            column.addSpacing(gap)
        column.addStretch(5)

    def show_state(self, mark: Mark, title: str, text: str, *, offer: bool) -> None:
        """Show a state; `offer` says whether the button helps."""
        self.mark.show_mark(mark)
        self.title.setText(title)
        self.text.setText(text)
        self.button.setVisible(offer)
