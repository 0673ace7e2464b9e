"""The table of steps."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from motia_desktop.formats import duration, plain, size
from motia_desktop.models.step_rows import StepRow, rows_of
from motia_desktop.widgets.cell_delegates import MARK_ROLE, PERCENT_ROLE
from motia_desktop.widgets.mark import Mark
from motia_desktop.wording import LANGUAGE_NAMES, TYPE_NAMES
from motiad.contract.deployment import DeploymentData

Index = QModelIndex | QPersistentModelIndex

SORT_ROLE = Qt.ItemDataRole.UserRole + 3
ROW_ROLE = Qt.ItemDataRole.UserRole + 4
"""The whole `StepRow`."""

BUNDLE_LIMIT = 100_000_000
"""Bytes of a zip that Motia Cloud takes (`upstream-facts.md`, section 1); the daemon checks what is in it."""


class Column(IntEnum):
    """What the table shows, left to right."""

    STEP = 0
    STATUS = 1
    LANGUAGE = 2
    TYPE = 3
    SIZE = 4
    BUILD = 5
    UPLOAD = 6


_RIGHT = (Column.SIZE, Column.BUILD)
_ORDER = ("failed", "running", "waiting", "stopped", "done")


class StepTableModel(QAbstractTableModel):
    """Follows one deployment; tells the view only of the rows that changed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[StepRow, ...] = ()
        self._headers = (
            self.tr("Step"),
            self.tr("Status"),
            self.tr("Language"),
            self.tr("Type"),
            self.tr("Size"),
            self.tr("Build"),
            self.tr("Upload"),
        )

    def show_deployment(self, data: DeploymentData | None, names: Mapping[str, str] | None = None) -> None:
        """Show another state, or another deployment; `names` are those of the steps, by their paths."""
        rows = rows_of(data, names) if data else ()
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

    @property
    def rows(self) -> tuple[StepRow, ...]:
        """Everything that is shown, in the project's own order."""
        return self._rows

    def row(self, number: int) -> StepRow:
        """Return what is shown in a row."""
        return self._rows[number]

    def find(self, path: str) -> QModelIndex:
        """Return where a step is, or an invalid index."""
        for number, row in enumerate(self._rows):
            if row.path == path:
                return self.index(number, 0)
        return QModelIndex()

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
            return self._headers[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(Column(section))
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell (called by Qt)."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(self._tip(row, column))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._headers[column]}: {self._text(row, column) or self.tr('none')}"
        if role == MARK_ROLE:
            return Mark.DONE if column is Column.UPLOAD and row.percent == 100 else row.mark
        if role == PERCENT_ROLE:
            return _share(row) if column is Column.SIZE else row.percent
        if role == SORT_ROLE:
            return self._key(row, column)
        if role == ROW_ROLE:
            return row
        return None

    def _text(self, row: StepRow, column: Column) -> str:
        match column:
            case Column.STEP:
                return row.path
            case Column.STATUS:
                return row.status
            case Column.LANGUAGE:
                return LANGUAGE_NAMES[row.language]
            case Column.TYPE:
                return self.tr("Router") if row.router else TYPE_NAMES[row.type]
            case Column.SIZE:
                return size(row.size)
            case Column.BUILD:
                return duration(row.built_in)
            case Column.UPLOAD:
                if row.uploaded_in is not None:
                    return duration(row.uploaded_in)
                return "" if row.percent is None else f"{row.percent} %"

    def _tip(self, row: StepRow, column: Column) -> str:
        if row.error:
            hint = "" if row.router else self.tr("Double click: open the source")
            return "\n".join(part for part in (row.path, row.error, hint) if part)
        share = _share(row)
        if column is Column.SIZE and share is not None:
            words = self.tr("{percent} % of the {limit} that Motia Cloud takes as one zip")
            return words.format(percent=f"{share:.1f}", limit=size(BUNDLE_LIMIT))
        return row.path

    def _key(self, row: StepRow, column: Column) -> Any:
        if column is Column.STATUS:
            return _ORDER.index(row.mark.value)
        if column is Column.SIZE:
            return row.size or 0
        if column is Column.BUILD:
            return row.built_in or 0
        if column is Column.UPLOAD:
            done = row.uploaded_in is not None
            return (row.uploaded_in or 0) + 101 if done else -1 if row.percent is None else row.percent
        return self._text(row, column).casefold()


def _share(row: StepRow) -> float | None:
    """Return how much of the limit a bundle takes up, in percent."""
    return None if row.size is None else 100 * row.size / BUNDLE_LIMIT


def _alignment(column: Column) -> int:
    side = Qt.AlignmentFlag.AlignRight if column in _RIGHT else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)
