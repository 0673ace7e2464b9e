"""Every deployment of every project: found, compared, and seen over time."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from motia_desktop.models.history_table import HistoryColumn, HistoryTableModel
from motia_desktop.stores.history import HistoryFilter, HistoryStore
from motia_desktop.views.trends import TrendsView
from motia_desktop.widgets.choice_box import ChoiceBox
from motia_desktop.widgets.label import ElidedLabel, Label
from motia_desktop.widgets.placeholder_table import PlaceholderTable
from motia_desktop.widgets.row_delegate import RowDelegate

SETTLE_MILLIS = 250
"""How long typing rests before the daemon is asked."""
_WIDTHS = {
    HistoryColumn.STATUS: 16,
    HistoryColumn.VERSION: 12,
    HistoryColumn.ENVIRONMENT: 13,
    HistoryColumn.STEPS: 7,
    HistoryColumn.BUILD: 9,
    HistoryColumn.SIZE: 9,
    HistoryColumn.TOOK: 10,
    HistoryColumn.STARTED: 21,
}
"""In average letters, so that they grow with the font."""
_GIVE_WAY = (
    *((HistoryColumn.STEPS, 136), (HistoryColumn.TOOK, 122), (HistoryColumn.BUILD, 110)),
    *((HistoryColumn.SIZE, 98), (HistoryColumn.VERSION, 84), (HistoryColumn.ENVIRONMENT, 72)),
)
"""Columns that go when the table is narrower than so many letters, the least needed first."""


class HistoryPage(QWidget):
    """A list and its trends, under one filter."""

    filter_changed = Signal(object)
    """A `HistoryFilter`: its first page is wanted."""
    chosen = Signal(str)
    """A person opened the deployment with this id."""
    compare_wanted = Signal(str, str)
    """Two deployments are to be compared."""
    trend_wanted = Signal(str, str)
    """The trend of this project and environment is to be shown."""

    def __init__(self, history: HistoryStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self.model = HistoryTableModel(history, self)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.setPlaceholderText(self.tr("Search project, version, environment, ID or error"))
        self.search.setAccessibleName(self.tr("Search deployments"))
        for button in self.search.findChildren(QAbstractButton):
            button.setAccessibleName(self.tr("Clear the search"))
        self.project = self._choice(self.tr("All projects"), self.tr("Project"))
        self.environment = self._choice(self.tr("All environments"), self.tr("Environment"))
        self.standing = self._choice(self.tr("Any status"), self.tr("Status"))
        for words, key in ((self.tr("Active"), "active"), (self.tr("Completed"), "completed")):
            self.standing.addItem(words, key)
        self.standing.addItem(self.tr("Failed or cancelled"), "failed")
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(self.tr("List or trends"))
        self.tabs.addTab(self.tr("List"))
        self.tabs.addTab(self.tr("Trends"))
        self.counts = ElidedLabel(role="muted")
        self.compare_button = QPushButton(self.tr("Compare"))
        self.compare_button.setToolTip(self.tr("Choose two deployments with Ctrl, then compare them"))
        self.open_button = QPushButton(self.tr("Open"))
        self.clear_button = QPushButton(self.tr("Show all"))
        self.table = self._table()
        self.trends = TrendsView()
        self.stack = QStackedWidget()
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MILLIS)
        self._asked: HistoryFilter | None = None
        self._count = ""
        self._lay_out()
        self._connect()
        self._selected()

    def _choice(self, everything: str, name: str) -> QComboBox:
        box = ChoiceBox()
        box.addItem(everything, "")
        box.setAccessibleName(name)
        box.view().setAccessibleName(name)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(6)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return box

    def _table(self) -> PlaceholderTable:
        table = PlaceholderTable(self.tr("All deployments"), self.tr("No deployment is like this."))
        table.setModel(self.model)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setItemDelegate(RowDelegate(HistoryColumn.STATUS, table))
        header = table.horizontalHeader()
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(40)
        letter = self.fontMetrics().averageCharWidth()
        for column, letters in _WIDTHS.items():
            table.setColumnWidth(column, letters * letter + 12)
        header.setSectionResizeMode(HistoryColumn.PROJECT, QHeaderView.ResizeMode.Stretch)
        return table

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("All deployments"), factor=1.55, weight=QFont.Weight.DemiBold), 1)
        head.addWidget(self.tabs)
        filters = QHBoxLayout()
        filters.setSpacing(8)
        filters.addWidget(self.search, 5)
        self.search.setMinimumWidth(self.fontMetrics().averageCharWidth() * 16)
        for box in (self.project, self.environment, self.standing):
            filters.addWidget(box, 2)
        card = QFrame()
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 6)
        inside.addWidget(self.table)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.clear_button)
        foot.addWidget(self.counts, 1)
        foot.addWidget(self.compare_button)
        foot.addWidget(self.open_button)
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(card, 1)
        column.addLayout(foot)
        self.stack.addWidget(listed)
        self.stack.addWidget(self.trends)
        page = QVBoxLayout(self)
        page.setContentsMargins(24, 20, 24, 16)
        page.setSpacing(12)
        page.addLayout(head)
        page.addLayout(filters)
        page.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._settle.start)
        for box in (self.project, self.environment, self.standing):
            box.currentIndexChanged.connect(self._narrow)
        self._settle.timeout.connect(self._narrow)
        self.tabs.currentChanged.connect(self._turn)
        self.table.doubleClicked.connect(self._open)
        self.table.activated.connect(self._open)
        self.table.selectionModel().selectionChanged.connect(self._selected)
        self.open_button.clicked.connect(lambda: self._open(self.table.currentIndex()))
        self.compare_button.clicked.connect(self._compare)
        self.clear_button.clicked.connect(self._clear)
        self.trends.chosen.connect(self.chosen)
        self.model.modelReset.connect(self._filled)
        self.model.rowsInserted.connect(self._filled)

    def narrowed(self) -> HistoryFilter:
        """Return what the fields ask for."""
        return HistoryFilter(
            search=self.search.text().strip(),
            project=str(self.project.currentData() or ""),
            environment=str(self.environment.currentData() or ""),
            standing=self.standing.currentData() or "",
        )

    def refresh(self) -> None:
        """Ask anew: the page came into view, or the daemon came back."""
        self._asked = None
        self._narrow()

    def selected(self) -> list[str]:
        """Return the ids of the chosen deployments."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return [data.id for row in rows if (data := self.model.deployment(row)) is not None]

    def _narrow(self) -> None:
        self._settle.stop()
        wanted = self.narrowed()
        if wanted != self._asked and self.isVisible():
            self._asked = wanted
            self.filter_changed.emit(wanted)
            self._ask_trend()

    def _turn(self, tab: int) -> None:
        self.stack.setCurrentIndex(tab)
        self._ask_trend()

    def _ask_trend(self) -> None:
        if self.stack.currentWidget() is not self.trends:
            return
        wanted = self.narrowed()
        if wanted.project:
            self.trend_wanted.emit(wanted.project, wanted.environment)
        else:
            self.trends.show_deployments("", ())

    def _filled(self) -> None:
        self.table.clearSpans()
        for row in self.model.headings():
            self.table.setSpan(row, 0, 1, len(HistoryColumn))
        _offer(self.project, self._history.projects())
        _offer(self.environment, self._history.environments())
        count = self.model.rowCount() - len(self.model.headings())
        words = self.tr("{count} shown, more below") if self._history.next else self.tr("{count} shown")
        self._count = words.format(count=count) if count else ""
        self._selected()

    def _selected(self) -> None:
        chosen = self.selected()
        self.compare_button.setEnabled(len(chosen) == 2)
        self.open_button.setEnabled(len(chosen) == 1)
        self.clear_button.setVisible(self.narrowed() != HistoryFilter())
        hint = self.tr("choose two with Ctrl to compare them") if self._count and len(chosen) < 2 else ""
        self.counts.setText(" · ".join(part for part in (self._count, hint) if part))

    def _clear(self) -> None:
        for box in (self.project, self.environment, self.standing):
            box.setCurrentIndex(0)
        self.search.clear()
        self._narrow()

    def _open(self, index: QModelIndex) -> None:
        data = self.model.deployment(index.row()) if index.isValid() else None
        if data is not None:
            self.chosen.emit(data.id)

    def _compare(self) -> None:
        chosen = self.selected()
        if len(chosen) == 2:
            self.compare_wanted.emit(*chosen)

    def showEvent(self, event: QShowEvent) -> None:
        """Read what may have changed while it was away (called by Qt)."""
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest (called by Qt)."""
        super().hideEvent(event)
        self._settle.stop()

    def resizeEvent(self, event: object) -> None:
        """Keep the names readable where there is little room (called by Qt)."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        letter = self.fontMetrics().averageCharWidth()
        for column, letters in _GIVE_WAY:
            self.table.setColumnHidden(column, self.width() < letters * letter)


def _offer(box: QComboBox, names: Sequence[str]) -> None:
    """Offer what has been seen so far, without losing what is chosen; a popup that is open stays as it is."""
    known = [str(box.itemData(number)) for number in range(1, box.count())]
    wanted = [*dict.fromkeys([*known, *names])]
    for name in wanted[len(known) :]:
        box.addItem(name, name)
