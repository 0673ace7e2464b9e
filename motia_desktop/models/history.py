"""The list at the left: active deployments on top, then those that ended, newest first."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from motia_desktop.formats import plain
from motia_desktop.stores.deployments import DeploymentStore
from motia_desktop.wording import environment, name, state
from motiad.contract.deployment import DeploymentData

Index = QModelIndex | QPersistentModelIndex

DEPLOYMENT_ROLE = Qt.ItemDataRole.UserRole + 1
"""The row's `DeploymentData`, or None for a heading."""


class HistoryModel(QAbstractListModel):
    """Rows are headings and deployments; a deployment moves when it ends."""

    def __init__(self, store: DeploymentStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._rows: list[str | DeploymentData] = []
        store.changed.connect(self._changed)
        self._arrange()

    def index_of(self, deployment_id: str) -> QModelIndex:
        """Return where a deployment is, or an invalid index."""
        for number, row in enumerate(self._rows):
            if isinstance(row, DeploymentData) and row.id == deployment_id:
                return self.index(number)
        return QModelIndex()

    def _changed(self, item: DeploymentData) -> None:
        where = self.index_of(item.id)
        before = self._rows[where.row()] if where.isValid() else None
        if isinstance(before, DeploymentData) and _place(before) == _place(item):
            self._rows[where.row()] = item
            self.dataChanged.emit(where, where)
        else:
            self._arrange()

    def _arrange(self) -> None:
        self.beginResetModel()
        items = self._store.newest_first()
        active = [item for item in items if not item.terminal]
        ended = [item for item in items if item.terminal]
        self._rows = []
        for heading, members in ((self.tr("Active"), active), (self.tr("Finished"), ended)):
            if members:
                self._rows += [heading, *members]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of rows (called by Qt)."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that headings cannot be chosen (called by Qt)."""
        if index.isValid() and isinstance(self._rows[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a row (called by Qt)."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if isinstance(row, str):
            return row if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None
        if role == DEPLOYMENT_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(part for part in (name(row), row.version, environment(row), state(row)) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain(row.message)
        return None


def _place(item: DeploymentData) -> tuple[bool, int | None]:
    return item.terminal, item.started_at
