"""A strip across the top of a window: something is not as it should be, and what can be done."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from motia_desktop.theme.colors import Colors
from motia_desktop.theme.icons import icon
from motia_desktop.widgets.action_button import ActionButton
from motia_desktop.widgets.label import Label
from motia_desktop.widgets.mark import Mark, MarkWidget


class Banner(QFrame):
    """Hidden until there is something to say."""

    def __init__(self, action: QAction | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self.mark = MarkWidget(16)
        self.text = Label(wrap=True, selectable=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 7, 10, 7)
        row.setSpacing(10)
        row.addWidget(self.mark)
        row.addWidget(self.text, 1)
        self.button = ActionButton(action) if action else None
        if self.button:
            row.addWidget(self.button)
        self.close_button = QToolButton()
        self.close_button.setAccessibleName(self.tr("Dismiss"))
        self.close_button.setToolTip(self.tr("Dismiss"))
        self.close_button.setIcon(icon("cross", Colors.current().text))
        self.close_button.clicked.connect(self.hide)
        row.addWidget(self.close_button)
        self.hide()

    def say(self, mark: Mark, text: str, *, offer: bool = False, dismissable: bool = True) -> None:
        """Show a message; `offer` shows the button."""
        self.mark.show_mark(mark)
        self.setProperty("role", "tip" if mark is Mark.DONE else "notice")
        self.style().unpolish(self)
        self.style().polish(self)
        self.text.setText(text)
        self.close_button.setVisible(dismissable)
        self.close_button.setIcon(icon("cross", Colors.current().text))
        if self.button:
            self.button.setVisible(offer)
        self.show()
