"""The first thing a person sees: nothing has been deployed yet."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from motia_desktop.actions import Actions
from motia_desktop.theme.icons import icon
from motia_desktop.widgets.action_button import ActionButton
from motia_desktop.widgets.label import Label, Paragraph


class WelcomePage(QWidget):
    """Two ways to begin, one of which needs nothing at all."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        picture = QLabel()
        picture.setTextFormat(Qt.TextFormat.PlainText)
        picture.setPixmap(icon("app").pixmap(72, 72))
        title = Label(self.tr("Deploy a Motia project"), factor=1.7, weight=QFont.Weight.DemiBold)
        text = Paragraph(70, factor=1.08)
        text.setText(
            self.tr(
                "Watch every step being built, uploaded and deployed. Drop a project's folder here, or begin with the "
                "sample: it goes to the local cloud on this machine, no account needed."
            )
        )
        self.working = Label(role="muted")
        self.working.hide()
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addStretch(1)
        for action in (actions.sample, actions.new_primary):
            button = ActionButton(action)
            button.setMinimumHeight(34)
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 32, 32, 32)
        column.setSpacing(0)
        column.addStretch(4)
        for widget, gap in ((picture, 20), (title, 8), (text, 24)):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
            column.addSpacing(gap)
        column.addLayout(buttons)
        column.addSpacing(12)
        self.connect_button = ActionButton(actions.connect_cloud)
        self.connect_button.setProperty("role", "link")
        column.addWidget(self.connect_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(14)
        column.addWidget(self.working, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(5)

    def say(self, text: str) -> None:
        """Tell what is going on, or nothing."""
        self.working.setText(text)
        self.working.setVisible(bool(text))
