"""The table of every deployment: active ones on top, then those that ended; more come as a person scrolls."""

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from motia_desktop.clock import now
from motia_desktop.formats import duration, moment, plain, size
from motia_desktop.marks import mark_of
from motia_desktop.models.bundle_sizes import bundle_bytes, phase_millis, step_count
from motia_desktop.stores.history import HistoryStore
from motia_desktop.theme.colors import Colors
from motia_desktop.widgets.cell_delegates import MARK_ROLE
from motia_desktop.wording import elapsed, environment, name, state
from motiad.contract.deployment import DeploymentData

Index = QModelIndex | QPersistentModelIndex


class HistoryColumn(IntEnum):
    """What the table shows, left to right."""

    PROJECT = 0
    STATUS = 1
    VERSION = 2
    ENVIRONMENT = 3
    STEPS = 4
    BUILD = 5
    SIZE = 6
    TOOK = 7
    STARTED = 8


_STRONG = (HistoryColumn.PROJECT, HistoryColumn.STATUS)
_RIGHT = (HistoryColumn.STEPS, HistoryColumn.BUILD, HistoryColumn.SIZE, HistoryColumn.TOOK)


class HistoryTableModel(QAbstractTableModel):
    """Rows are headings and deployments."""

    more_wanted = Signal()
    """The view came near the end of what was read."""

    def __init__(self, history: HistoryStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._rows: list[str | DeploymentData] = []
        self._headers = (
            *(self.tr("Project"), self.tr("Status"), self.tr("Version"), self.tr("Environment"), self.tr("Steps")),
            *(self.tr("Build"), self.tr("Size"), self.tr("Took"), self.tr("Started")),
        )
        history.reset.connect(self._arrange)
        history.grown.connect(self._grow)
        history.changed.connect(self._change)
        self._arrange()

    def deployment(self, row: int) -> DeploymentData | None:
        """Return the deployment of a row, or None for a heading."""
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found if isinstance(found, DeploymentData) else None

    def headings(self) -> list[int]:
        """Return the rows that are headings."""
        return [number for number, row in enumerate(self._rows) if isinstance(row, str)]

    def _arrange(self) -> None:
        self.beginResetModel()
        self._rows = []
        groups = ((self.tr("Active"), self._history.active()), (self.tr("Finished"), self._history.ended()))
        for heading, members in groups:
            if members:
                self._rows += [heading, *members]
        self.endResetModel()

    def _grow(self, count: int) -> None:
        if not count:
            return
        added = self._history.ended()[-count:]
        if not any(isinstance(row, DeploymentData) and row.terminal for row in self._rows):
            self._arrange()
            return
        first = len(self._rows)
        self.beginInsertRows(QModelIndex(), first, first + count - 1)
        self._rows += added
        self.endInsertRows()

    def _change(self, item: DeploymentData) -> None:
        for number, row in enumerate(self._rows):
            if isinstance(row, DeploymentData):
                if row.terminal:
                    break
                if row.id == item.id:
                    self._rows[number] = item
                    self.dataChanged.emit(self.index(number, 0), self.index(number, len(HistoryColumn) - 1))
                    return
        if self._history.filter.takes(item):
            self._arrange()

    def canFetchMore(self, parent: Index) -> bool:
        """Return whether there are older ones (called by Qt)."""
        return not parent.isValid() and self._history.next is not None and not self._history.loading

    def fetchMore(self, parent: Index) -> None:
        """Ask for older ones (called by Qt)."""
        if self.canFetchMore(parent):
            self.more_wanted.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of rows (called by Qt)."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of columns (called by Qt)."""
        return 0 if parent.isValid() else len(HistoryColumn)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that headings cannot be chosen (called by Qt)."""
        if index.isValid() and isinstance(self._rows[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a header (called by Qt)."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(HistoryColumn(section))
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell (called by Qt)."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], HistoryColumn(index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ForegroundRole:
            colors = Colors.current()
            strong = column in _STRONG and not isinstance(row, str)
            return QColor(colors.text if strong else colors.muted)
        if isinstance(row, str):
            return row if role == Qt.ItemDataRole.DisplayRole and column == 0 else None
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(row, column)
        if role == MARK_ROLE:
            return mark_of(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain("\n".join(part for part in (row.id, row.error or row.message) if part))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._headers[column]}: {_text(row, column) or '–'}"
        return None


def _alignment(column: HistoryColumn) -> int:
    side = Qt.AlignmentFlag.AlignRight if column in _RIGHT else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)


def _text(row: DeploymentData, column: HistoryColumn) -> str:
    match column:
        case HistoryColumn.PROJECT:
            return name(row)
        case HistoryColumn.STATUS:
            return state(row) if row.terminal else f"{state(row)} · {row.progress} %"
        case HistoryColumn.VERSION:
            return row.version or ""
        case HistoryColumn.ENVIRONMENT:
            return environment(row) or ""
        case HistoryColumn.STEPS:
            count = step_count(row)
            return "" if count is None else str(count)
        case HistoryColumn.BUILD:
            return duration(phase_millis(row, "build"))
        case HistoryColumn.SIZE:
            return size(bundle_bytes(row))
        case HistoryColumn.TOOK:
            return duration(elapsed(row, now())) if row.terminal else ""
        case HistoryColumn.STARTED:
            return moment(row.started_at) if row.started_at else ""
