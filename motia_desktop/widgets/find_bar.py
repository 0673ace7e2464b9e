"""A field to search with: what, how, how often it was found, and back and forth."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QToolButton, QWidget

from motia_desktop.formats import plain
from motia_desktop.theme.colors import Colors
from motia_desktop.theme.icons import icon
from motia_desktop.widgets.label import Label


class FindBar(QFrame):
    """Knows nothing of what is searched."""

    changed = Signal(str, bool, bool)
    """The text, whether it is a regular expression, whether case counts."""
    closed = Signal()

    def __init__(self, forward: QAction, back: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._forward, self._back = forward, back
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Find in the log"))
        self.field.setAccessibleName(self.tr("Find in the log"))
        self.field.setClearButtonEnabled(False)
        self.field.textChanged.connect(self._tell)
        self.field.installEventFilter(self)
        self.case = self._switch("Aa", self.tr("Match case"))
        self.regex = self._switch(".*", self.tr("Regular expression"))
        self.count = Label(role="muted")
        self.close_button = QToolButton()
        self.close_button.setToolTip(self.tr("Close the search"))
        self.close_button.setAccessibleName(self.tr("Close the search"))
        self.close_button.clicked.connect(self.close_search)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(4)
        row.addWidget(self.field, 1)
        row.addWidget(self.case)
        row.addWidget(self.regex)
        row.addWidget(self.count)
        for action in (back, forward):
            button = QToolButton()
            button.setDefaultAction(action)
            button.setAccessibleName(action.text())
            row.addWidget(button)
        row.addWidget(self.close_button)
        self.hide()

    def _switch(self, letters: str, name: str) -> QToolButton:
        button = QToolButton()
        button.setText(letters)
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.setCheckable(True)
        button.toggled.connect(self._tell)
        return button

    def open_search(self, text: str = "") -> None:
        """Show the field, with a text to begin with."""
        self.close_button.setIcon(icon("cross", Colors.current().text))
        self.show()
        if text:
            self.field.setText(text)
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._tell()

    def close_search(self) -> None:
        """Hide the field and find nothing any more."""
        self.hide()
        self.changed.emit("", False, False)
        self.closed.emit()

    def say(self, words: str, *, wrong: bool = False, detail: str = "") -> None:
        """Tell how often it was found, or what is wrong with the expression."""
        self.count.setText(words)
        self.count.setToolTip(plain(detail))
        self.field.setAccessibleDescription(detail or words)
        if self.field.property("invalid") != wrong:
            self.field.setProperty("invalid", wrong)
            self.field.style().unpolish(self.field)
            self.field.style().polish(self.field)

    def _tell(self) -> None:
        if self.isVisible():
            self.changed.emit(self.field.text(), self.regex.isChecked(), self.case.isChecked())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Enter, Shift+Enter and Escape from the field (called by Qt)."""
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                (self._back if back else self._forward).trigger()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close_search()
                return True
        return super().eventFilter(watched, event)
