"""The table of steps as a view."""

from PySide6.QtCore import QSortFilterProxyModel, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from motia_desktop.models.steps import SORT_ROLE, Column, StepTableModel
from motia_desktop.widgets.cell_delegates import BarDelegate, CellDelegate, MarkDelegate
from motia_desktop.widgets.placeholder_table import PlaceholderTable

_WIDTHS = {
    Column.STATUS: 14,
    Column.LANGUAGE: 9,
    Column.TYPE: 7,
    Column.SIZE: 8,
    Column.UPLOAD: 16,
    Column.TIME: 8,
}
"""In average letters, so that they grow with the font."""


_GIVE_WAY = ((Column.LANGUAGE, 92), (Column.TIME, 86), (Column.TYPE, 80))
"""Columns that go when the table is narrower than so many letters, the least needed first."""


class StepTable(PlaceholderTable):
    """Sorted by a click on a header; in the project's own order until then."""

    def __init__(self, model: StepTableModel, parent: QWidget | None = None) -> None:
        super().__init__("Steps", "The steps appear as soon as the project has been read.", parent)
        self.sorted = QSortFilterProxyModel(self)
        self.sorted.setSourceModel(model)
        self.sorted.setSortRole(SORT_ROLE)
        self.setModel(self.sorted)
        self.setSortingEnabled(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(CellDelegate(self))
        self.setItemDelegateForColumn(Column.STATUS, MarkDelegate(self))
        self.setItemDelegateForColumn(Column.UPLOAD, BarDelegate(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 14)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(48)
        letter = self.fontMetrics().averageCharWidth()
        for column, letters in _WIDTHS.items():
            self.setColumnWidth(column, letters * letter + 12)
        header.setSectionResizeMode(Column.STEP, QHeaderView.ResizeMode.Stretch)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the paths readable where there is little room (called by Qt)."""
        letter = self.fontMetrics().averageCharWidth()
        for column, letters in _GIVE_WAY:
            self.setColumnHidden(column, self.width() < letters * letter)
        super().resizeEvent(event)
