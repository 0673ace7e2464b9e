"""A table of single lines that says something while it has no rows."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from motia_desktop.theme.colors import Colors
from motia_desktop.widgets.column_header import ColumnHeader


class PlaceholderTable(QTableView):
    """Draws its words in the middle; they are its accessible description as well."""

    def __init__(self, name: str, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 14)
        self.setHorizontalHeader(ColumnHeader(self))
        self.say(placeholder)

    def say(self, placeholder: str) -> None:
        """Change the words."""
        self._placeholder = placeholder
        self.setAccessibleDescription(placeholder)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw (called by Qt)."""
        super().paintEvent(event)
        model = self.model()
        if model is None or model.rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(Colors.current().muted))
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(self.viewport().rect().adjusted(16, 0, -16, 0), flags, self._placeholder)
            painter.end()
