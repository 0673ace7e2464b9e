"""The table of steps as a view."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from motia_desktop.models.step_filter import StepFilter
from motia_desktop.models.step_rows import StepRow
from motia_desktop.models.steps import ROW_ROLE, Column, StepTableModel
from motia_desktop.widgets.cell_delegates import BarDelegate, CellDelegate, MarkDelegate, ShareDelegate
from motia_desktop.widgets.placeholder_table import PlaceholderTable

_WIDTHS = {
    Column.STATUS: 15,
    Column.LANGUAGE: 9,
    Column.TYPE: 7,
    Column.SIZE: 15,
    Column.BUILD: 8,
    Column.UPLOAD: 16,
}
"""In average letters, so that they grow with the font."""


_GIVE_WAY = ((Column.LANGUAGE, 100), (Column.BUILD, 90), (Column.TYPE, 80), (Column.SIZE, 64))
"""Columns that go when the table is narrower than so many letters, the least needed first."""


class StepTable(PlaceholderTable):
    """Sorted by a click on a header; in the project's own order until then."""

    opened = Signal(object)
    """A person wants to see the source behind this `StepRow`."""
    chosen = Signal(str)
    """A person went to the step with this path."""

    def __init__(self, model: StepTableModel, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Steps"), self.tr("The steps appear as soon as the project has been read."), parent)
        self.steps = model
        self.filter = StepFilter(model, self)
        self.setModel(self.filter)
        self.setSortingEnabled(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(CellDelegate(self))
        self.setItemDelegateForColumn(Column.STATUS, MarkDelegate(self))
        self.setItemDelegateForColumn(Column.SIZE, ShareDelegate(self))
        self.setItemDelegateForColumn(Column.UPLOAD, BarDelegate(self))
        header = self.horizontalHeader()
        header.setMinimumSectionSize(48)
        letter = self.fontMetrics().averageCharWidth()
        for column, letters in _WIDTHS.items():
            self.setColumnWidth(column, letters * letter + 12)
        header.setSectionResizeMode(Column.STEP, QHeaderView.ResizeMode.Stretch)
        self.activated.connect(self._open)
        self.selectionModel().currentRowChanged.connect(self._went)

    def choose(self, path: str) -> bool:
        """Go to a step; returns whether it is shown: a filter may hide it."""
        index = self.filter.mapFromSource(self.steps.find(path))
        if not index.isValid():
            return False
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return True

    def _open(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, StepRow) and not row.router:
            self.opened.emit(row)

    def _went(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE) if index.isValid() else None
        if isinstance(row, StepRow):
            self.chosen.emit(row.path)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the paths readable where there is little room (called by Qt)."""
        letter = self.fontMetrics().averageCharWidth()
        for column, letters in _GIVE_WAY:
            self.setColumnHidden(column, self.width() < letters * letter)
        super().resizeEvent(event)
