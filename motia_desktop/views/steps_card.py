"""The steps of a deployment: as a table, or as a picture of how they hang together."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from motia_desktop.models.steps import StepTableModel
from motia_desktop.step_actions import StepActions
from motia_desktop.theme.colors import Colors
from motia_desktop.theme.icons import icon
from motia_desktop.views.flow_page import FlowPage
from motia_desktop.views.step_filter_button import StepFilterButton
from motia_desktop.views.step_table import StepTable
from motia_desktop.widgets.label import ElidedLabel
from motia_desktop.widgets.rule import Rule
from motiad.contract.deployment import DeploymentData
from motiad.contract.flow import Flow


class StepsCard(QFrame):
    """Both views follow one deployment and have one step chosen."""

    opened = Signal(object)
    """A person wants to see the source behind this `StepRow`."""
    picked = Signal(str)
    """A person clicked the step with this path in the picture."""

    def __init__(self, actions: StepActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.model = StepTableModel(self)
        self.table = StepTable(self.model)
        self.flow = FlowPage()
        self._data: DeploymentData | None = None
        self._known: Flow | None = None
        self.tabs = QTabBar(self)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setAccessibleName(self.tr("Steps as a table or as a picture"))
        self.tabs.addTab(self.tr("Steps"))
        self.tabs.addTab(self.tr("Flow"))
        self.counts = ElidedLabel(role="muted", mode=Qt.TextElideMode.ElideRight)
        self.counts.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search steps"))
        self.search.setAccessibleName(self.tr("Search steps"))
        self.search.setClearButtonEnabled(True)
        self.search.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.search.setMinimumWidth(self.fontMetrics().averageCharWidth() * 12)
        self.search.setMaximumWidth(self.fontMetrics().averageCharWidth() * 26)
        self._glass = QAction(self.search)
        self.search.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        for button in self.search.findChildren(QToolButton):  # Qt gives its own no names
            glass = button.defaultAction() is self._glass
            button.setAccessibleName(self.tr("Search steps") if glass else self.tr("Clear the search"))
        self.filter = StepFilterButton(self)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.flow)
        self._layout()
        self._paint()
        self.tabs.currentChanged.connect(self._turn)
        self.search.textChanged.connect(self._narrow)
        self.filter.changed.connect(self._narrow)
        self.table.opened.connect(self.opened)
        self.table.chosen.connect(self._went)
        self.flow.view.chosen.connect(self._picked)
        self.flow.view.opened.connect(self._open)
        actions.search.triggered.connect(self._search)
        actions.table.triggered.connect(self._show_table)
        actions.picture.triggered.connect(self._show_picture)
        actions.zoom_in.triggered.connect(self.flow.view.zoom_in)
        actions.zoom_out.triggered.connect(self.flow.view.zoom_out)
        actions.fit.triggered.connect(self.flow.view.fit)

    def _layout(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(4, 2, 8, 0)
        head.setSpacing(6)
        head.addWidget(self.tabs)
        head.addWidget(self.counts, 1)
        head.addWidget(self.search, 1)
        head.addWidget(self.filter)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 6)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(Rule(self))
        column.addWidget(self.stack, 1)

    def show_deployment(self, data: DeploymentData, flow: Flow | None) -> None:
        """Show another state, or another deployment."""
        if self._data is None or self._data.id != data.id:
            self.search.clear()
            self.filter.clear()
        self._data, self._known = data, flow
        self.table.say(self._empty())
        names = {step.package_path: step.name for step in flow.steps} if flow else {}
        self.model.show_deployment(data, names)
        self._count()
        self._draw()

    def _search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _show_table(self) -> None:
        self.tabs.setCurrentIndex(0)
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_picture(self) -> None:
        self.tabs.setCurrentIndex(1)
        self.flow.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _turn(self, tab: int) -> None:
        self.stack.setCurrentIndex(tab)
        self._count()
        self._draw()

    def _draw(self) -> None:
        """Show the picture what there is; one that nobody sees costs nothing."""
        if self._data is not None and self.tabs.currentIndex() == 1:
            self.flow.show_flow((self._data.id, self._data.attempt), self._known, self.model.rows)

    def _narrow(self) -> None:
        self.table.filter.search(self.search.text())
        self.table.filter.narrow(*self.filter.chosen)
        self.table.say(self._empty())
        self.flow.view.search(self.search.text())
        self._count()

    def _empty(self) -> str:
        """Return what to say where there is no row."""
        if self.model.rowCount() > 0:
            return self.tr("No step is like that.")
        if self._data is not None and self._data.terminal:
            return self.tr("This deployment ended before its steps were known.")
        return self.tr("The steps appear as soon as the project has been read.")

    def _count(self) -> None:
        if self._data is not None:
            counts = self._built(self._data)
            shown, there = self.table.filter.rowCount(), self.model.rowCount()
            if self.table.filter.narrowed and self.tabs.currentIndex() == 0:
                counts = self.tr("{shown} of {there} shown").format(shown=shown, there=there)
            self.counts.setText(counts)
        self.filter.setVisible(self.tabs.currentIndex() == 0)

    def _built(self, data: DeploymentData) -> str:
        steps = len(data.build)
        if not steps:
            return ""
        built = sum(row.status == "built" for row in data.build)
        words = self.tr("{built} of {steps} built") if built < steps else self.tr("{steps} built")
        parts = [words.format(built=built, steps=steps)]
        if data.upload:
            there, total = sum(row.status == "uploaded" for row in data.upload), len(data.upload)
            part, whole = (
                self.tr("{there} of %n bundles uploaded", "", total),
                self.tr("%n bundles uploaded", "", total),
            )
            parts.append(part.format(there=there) if there < total else whole)
        return " · ".join(parts)

    def _went(self, path: str) -> None:
        self.flow.view.choose(path)

    def _picked(self, path: str) -> None:
        if not self.table.choose(path):
            self.search.clear()
            self.filter.clear()
            self.table.choose(path)
        self.picked.emit(path)

    def _open(self, path: str) -> None:
        index = self.model.find(path)
        if index.isValid():
            self.opened.emit(self.model.row(index.row()))

    def _paint(self) -> None:
        ink = Colors.current().muted
        self.filter.setIcon(icon("filter", ink))
        self._glass.setIcon(icon("find", ink))

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icons in the colours of the new theme (called by Qt)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "filter"):
            self._paint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape shows every step again (called by Qt)."""
        if event.key() == Qt.Key.Key_Escape and (self.search.text() or self.table.filter.narrowed):
            self.search.clear()
            self.filter.clear()
            return
        super().keyPressEvent(event)
