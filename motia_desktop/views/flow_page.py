"""The picture of the flow with its few controls, or a word on why there is none."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from motia_desktop.models.flow_graph import flow_names, graph_of
from motia_desktop.models.step_rows import StepRow
from motia_desktop.theme.colors import Colors
from motia_desktop.theme.icons import icon
from motia_desktop.views.flow_view import FlowView
from motia_desktop.widgets.label import ElidedLabel, Label
from motiad.contract.flow import Flow


class FlowPage(QWidget):
    """Follows one deployment."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = FlowView()
        self.empty = Label(role="muted", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setText(self.tr("The flow appears as soon as the project has been read."))
        self.note = ElidedLabel(role="muted", factor=0.92)
        self.flows = QComboBox()
        self.flows.setAccessibleName(self.tr("Which flow"))
        self.flows.view().setAccessibleName(self.tr("Which flow"))
        self.flows.activated.connect(self._show)
        self._of: tuple[str, int] | None = None
        self._flow: Flow | None = None
        self._rows: tuple[StepRow, ...] = ()
        self._buttons: list[tuple[QToolButton, str]] = []
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 4, 8, 4)
        bar.setSpacing(2)
        bar.addWidget(self.note, 1)
        bar.addStretch(0)
        bar.addWidget(self.flows)
        for drawing, name, slot in (
            ("minus", self.tr("Zoom out (−)"), self.view.zoom_out),
            ("plus", self.tr("Zoom in (+)"), self.view.zoom_in),
            ("fit", self.tr("Show all of it (0)"), self.view.fit),
        ):
            button = QToolButton()
            button.setToolTip(name)
            button.setAccessibleName(name)
            button.clicked.connect(slot)
            self._buttons.append((button, drawing))
            bar.addWidget(button)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.stack, 1)
        self._paint()

    def show_flow(self, of: tuple[str, int], flow: Flow | None, rows: Iterable[StepRow]) -> None:
        """Show the states of a deployment's steps; `of` are its id and attempt."""
        rows = tuple(rows)
        names = flow_names(flow)
        if of != self._of or flow is not self._flow:
            self._of, self._flow = of, flow
            before = self.flows.currentText()
            self.flows.clear()
            self.flows.addItem(self.tr("All flows"), None)
            for name in names:
                self.flows.addItem(name, name)
            self.flows.setCurrentIndex(max(self.flows.findText(before), 0))
            self.flows.setVisible(len(names) > 1)
        self._rows = rows
        self._show()

    def _show(self) -> None:
        graph = graph_of(self._flow, self._rows, self.flows.currentData())
        self.stack.setCurrentWidget(self.view if graph.nodes else self.empty)
        self.view.show_graph(graph, self._rows)  # once it has its size: that decides where things go
        alone = bool(graph.nodes) and not (self._flow and self._flow.steps)
        self.note.setVisible(bool(graph.nodes))
        self.note.setText(
            self.tr("How these steps hang together is not known: the deployment is from before motiad kept it.")
            if alone
            else self.tr("Click a step to see its row and its log, double click to open its source.")
        )

    def _paint(self) -> None:
        for button, drawing in self._buttons:
            button.setIcon(icon(drawing, Colors.current().text))

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icons in the colours of the new theme (called by Qt)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_buttons"):
            self._paint()
