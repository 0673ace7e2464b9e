"""The table of steps."""

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from motia_desktop.formats import duration, plain, size
from motia_desktop.models.step_rows import StepRow, rows_of
from motia_desktop.widgets.cell_delegates import MARK_ROLE, PERCENT_ROLE
from motia_desktop.wording import LANGUAGE_NAMES, TYPE_NAMES
from motiad.contract.deployment import DeploymentData

Index = QModelIndex | QPersistentModelIndex

SORT_ROLE = Qt.ItemDataRole.UserRole + 3


class Column(IntEnum):
    """What the table shows, left to right."""

    STEP = 0
    STATUS = 1
    LANGUAGE = 2
    TYPE = 3
    SIZE = 4
    UPLOAD = 5
    TIME = 6


_HEADERS = ("Step", "Status", "Language", "Type", "Size", "Upload", "Time")
_RIGHT = (Column.SIZE, Column.TIME)
_ORDER = ("failed", "running", "waiting", "stopped", "done")


class StepTableModel(QAbstractTableModel):
    """Follows one deployment; tells the view only of the rows that changed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[StepRow, ...] = ()

    def show_deployment(self, data: DeploymentData | None) -> None:
        """Show another state, or another deployment."""
        rows = rows_of(data) if data else ()
        old = self._rows
        if [row.path for row in rows[: len(old)]] != [row.path for row in old]:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        if len(rows) > len(old):
            self.beginInsertRows(QModelIndex(), len(old), len(rows) - 1)
            self._rows = rows
            self.endInsertRows()
        self._rows = rows
        for number, row in enumerate(old):
            if rows[number] != row:
                self.dataChanged.emit(self.index(number, 0), self.index(number, len(Column) - 1))

    def row(self, number: int) -> StepRow:
        """Return what is shown in a row."""
        return self._rows[number]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of steps (called by Qt)."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of columns (called by Qt)."""
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a header (called by Qt)."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _HEADERS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(Column(section))
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell (called by Qt)."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(f"{row.path}\n{row.error}" if row.error else row.path)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_HEADERS[column]}: {_text(row, column) or 'none'}"
        if role == MARK_ROLE:
            return row.mark
        if role == PERCENT_ROLE:
            return row.percent
        if role == SORT_ROLE:
            return _key(row, column)
        return None


def _alignment(column: Column) -> int:
    side = Qt.AlignmentFlag.AlignRight if column in _RIGHT else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)


def _text(row: StepRow, column: Column) -> str:
    match column:
        case Column.STEP:
            return row.path
        case Column.STATUS:
            return row.status
        case Column.LANGUAGE:
            return LANGUAGE_NAMES[row.language]
        case Column.TYPE:
            return "Router" if row.router else TYPE_NAMES[row.type]
        case Column.SIZE:
            return size(row.size)
        case Column.UPLOAD:
            return "" if row.percent is None else f"{row.percent} %"
        case Column.TIME:
            return duration(row.took)


def _key(row: StepRow, column: Column) -> Any:
    if column is Column.STATUS:
        return _ORDER.index(row.mark.value)
    if column is Column.SIZE:
        return row.size or 0
    if column is Column.UPLOAD:
        return -1 if row.percent is None else row.percent
    if column is Column.TIME:
        return row.took or 0
    return _text(row, column).casefold()
