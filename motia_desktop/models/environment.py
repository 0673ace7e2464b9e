"""The table of environment variables a deployment gets; its values are never shown unless asked for."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from motia_desktop.theme.colors import Colors

Index = QModelIndex | QPersistentModelIndex

MASK = "•" * 8
"""The same for every value: a mask as long as the secret would tell its length."""
ASK = "enter its value"
"""Shown where only the name is known, from an earlier deployment; values are never kept."""


class EnvironmentModel(QAbstractTableModel):
    """Rows of name and value."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[str, str | None]] = []
        self._shown = False

    def variables(self) -> dict[str, str]:
        """Return the variables; rows without a name do not count, the last of two with one name does."""
        return {name.strip(): value or "" for name, value in self._rows if name.strip()}

    def unanswered(self) -> list[str]:
        """Return the names whose value has not been entered; an empty value that was entered is one."""
        return [name for name, value in self._rows if value is None]

    def add(self, name: str = "", value: str = "") -> QModelIndex:
        """Append a row and return where its name is."""
        number = len(self._rows)
        self.beginInsertRows(QModelIndex(), number, number)
        self._rows.append((name, value))
        self.endInsertRows()
        return self.index(number, 0)

    def merge(self, variables: Mapping[str, str | None]) -> None:
        """Take in variables, replacing those of the same name; None where the value has to be asked for."""
        self.beginResetModel()
        known = {name: number for number, (name, _) in enumerate(self._rows)}
        for name, value in variables.items():
            if name in known:
                self._rows[known[name]] = (name, value)
            else:
                self._rows.append((name, value))
        self._rows = [row for row in self._rows if row[0].strip()]
        self.endResetModel()

    def remove(self, number: int) -> None:
        """Take a row out."""
        self.beginRemoveRows(QModelIndex(), number, number)
        del self._rows[number]
        self.endRemoveRows()

    def show_values(self, shown: bool) -> None:
        """Show or mask the values."""
        self._shown = shown
        if self._rows:
            self.dataChanged.emit(self.index(0, 1), self.index(len(self._rows) - 1, 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of variables (called by Qt)."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return two (called by Qt)."""
        return 0 if parent.isValid() else 2

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a header (called by Qt)."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return (self.tr("Name"), self.tr("Value"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that cells can be edited (called by Qt)."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell; the value itself only to its editor (called by Qt)."""
        if not index.isValid():
            return None
        name, value = self._rows[index.row()]
        if role == Qt.ItemDataRole.EditRole:
            return (value or "") if index.column() else name
        if role == Qt.ItemDataRole.ForegroundRole and index.column() and value is None:
            return QColor(Colors.current().warning)
        if role == Qt.ItemDataRole.DisplayRole:
            if index.column() == 0:
                return name
            if value is None:
                return ASK
            return value if self._shown else (MASK if value else "")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if not index.column():
                return name or self.tr("Name of a new variable")
            return self.tr("Value of {0}").format(name) if name else self.tr("Value of a new variable")
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take an edit (called by Qt)."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        name, old = self._rows[index.row()]
        text = str(value)
        self._rows[index.row()] = (name, text) if index.column() else (text.strip(), old)
        self.dataChanged.emit(index, index)
        return True
