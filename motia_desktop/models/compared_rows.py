"""The table of what is different between two deployments."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from motia_desktop.formats import plain
from motia_desktop.models.comparison import ComparedRow
from motia_desktop.theme.colors import Colors

Index = QModelIndex | QPersistentModelIndex

_SIGNS = {"added": "+ ", "removed": "− ", "changed": "", "same": "", "heading": ""}


class ComparedRowsModel(QAbstractTableModel):
    """What, before, after, and by how much."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[ComparedRow] = ()
        self._headers = (self.tr("What"), self.tr("Before"), self.tr("After"), self.tr("Change"))

    def show_rows(self, rows: Sequence[ComparedRow]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, number: int) -> ComparedRow:
        """Return a row."""
        return self._rows[number]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of rows (called by Qt)."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return four (called by Qt)."""
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a header (called by Qt)."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell (called by Qt)."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        text = (f"{_SIGNS[row.kind]}{row.what}", row.before, row.after, row.change)[column]
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(text)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.what}, {self._headers[column]}: {text or '–'}"
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(_ink(row, column))
        return None


def _ink(row: ComparedRow, column: int) -> str:
    colors = Colors.current()
    if row.kind == "heading":
        return colors.muted
    if column == 0 or (column == 3 and row.kind == "changed"):
        return colors.text if row.kind in ("same", "changed") else _told(row, colors)
    return _told(row, colors)


def _told(row: ComparedRow, colors: Colors) -> str:
    return {"added": colors.success, "removed": colors.danger}.get(row.kind, colors.muted)
