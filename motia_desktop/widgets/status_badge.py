"""A state in a word, with its shape."""

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QWidget

from motia_desktop.widgets.label import Label
from motia_desktop.widgets.mark import Mark, MarkWidget


class StatusBadge(QWidget):
    """Shape and word side by side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = MarkWidget(16, self)
        self._word = Label(weight=QFont.Weight.Medium)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._mark)
        row.addWidget(self._word)

    @property
    def word(self) -> str:
        """The word that is shown."""
        return self._word.text()

    def show_state(self, mark: Mark, word: str) -> None:
        """Show another state."""
        self._mark.show_mark(mark)
        self._word.setText(word)
        self.setAccessibleName(self.tr("Status: {0}").format(word))
