"""The flow as a picture: pan with the mouse, zoom with the wheel or the keys, go from step to step with the arrows."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QFrame, QGraphicsItem, QGraphicsScene, QGraphicsView, QWidget

from motia_desktop.models.flow_graph import Graph, Node, NodeKind
from motia_desktop.models.flow_layout import arrange
from motia_desktop.models.step_rows import StepRow
from motia_desktop.theme.colors import Colors
from motia_desktop.views.flow_items import PATH_KEY, Brush, Detail, EdgeItem, PointItem, StepItem

CLOSEST, FARTHEST = 2.0, 0.05
STEP = 1.2
"""What one turn of the wheel, or one key, zooms by."""
_DETAILS = ((0.62, Detail.NEAR), (0.3, Detail.MIDDLE))
MARGIN = 24


class FlowView(QGraphicsView):
    """Shows a graph; its steps are lit by the rows of the table."""

    chosen = Signal(str)
    """A person went to the step with this path."""
    opened = Signal(str)
    """A person wants to see the source of the step with this path."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setScene(QGraphicsScene(self))
        self.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.BspTreeIndex)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setAccessibleName(self.tr("Flow of the steps"))
        self._graph = Graph()
        self._steps: dict[str, StepItem] = {}
        self._points: list[PointItem] = []
        self._edges: dict[str, list[EdgeItem]] = {}
        self._rows: Mapping[str, StepRow] = {}
        self._chosen: str | None = None
        self._detail: Detail | None = None
        self._search = ""
        self._pressed: QPointF | None = None
        self._fitting = True
        self._aspect = 1.6
        self._painted = True

    @property
    def steps(self) -> Mapping[str, StepItem]:
        """The steps that are drawn, by their paths."""
        return self._steps

    @property
    def current(self) -> str | None:
        """The path of the step that is chosen."""
        return self._chosen

    @property
    def zoom(self) -> float:
        """1 where everything is as large as in the rest of the window."""
        return self.transform().m11()

    def show_graph(self, graph: Graph, rows: Iterable[StepRow]) -> None:
        """Show another graph, or other states of the same."""
        self._rows = {row.path: row for row in rows}
        if graph != self._graph:
            self._graph = graph
            self._draw()
            self.fit()
        self._light()

    def choose(self, path: str | None) -> None:
        """Show a step as chosen, and bring it into view; tells nobody."""
        if path == self._chosen:
            return
        for known, chosen in ((self._chosen, False), (path, True)):
            item = self._steps.get(known or "")
            if item is not None:
                item.show_chosen(chosen)
            for edge in self._edges.get(known or "", ()):
                edge.show_chosen(chosen)
        self._chosen = path
        item = self._steps.get(path or "")
        if item is not None and self.isVisible():
            self.ensureVisible(item, MARGIN, MARGIN)
        self._describe()

    def search(self, text: str) -> None:
        """Let the steps without `text` in their path or name step back."""
        self._search = text.strip().casefold()
        for node in self._graph.nodes:
            if node.path in self._steps:
                found = self._search in f"{node.path}\n{node.text}".casefold()
                self._steps[node.path].setOpacity(1.0 if found else 0.25)

    def fit(self) -> None:
        """Show all of it, never larger than it is."""
        self._fitting = True
        if self._graph.nodes and not 0.7 < self._room() / self._aspect < 1.4:
            self._redraw()
        box = self.sceneRect()
        room = self.viewport().size()
        if box.isEmpty() or room.width() < 2 or room.height() < 2:
            return
        scale = min(room.width() / box.width(), room.height() / box.height(), 1.0)
        self._scale(max(scale, FARTHEST))
        self.centerOn(box.center())

    def _room(self) -> float:
        """Return how much wider than high the view is."""
        room = self.viewport().size()
        return min(max(room.width() / max(room.height(), 1), 1.0), 4.0)

    def _redraw(self) -> None:
        chosen, self._chosen = self._chosen, None
        self._draw()
        self._light()
        self.choose(chosen)

    def zoom_in(self) -> None:
        """Come closer."""
        self._zoom(STEP)

    def zoom_out(self) -> None:
        """Go farther away."""
        self._zoom(1 / STEP)

    def _zoom(self, factor: float) -> None:
        self._fitting = False
        self._scale(min(max(self.zoom * factor, FARTHEST), CLOSEST))

    def _scale(self, scale: float) -> None:
        self.scale(scale / self.zoom, scale / self.zoom)
        detail = next((detail for least, detail in _DETAILS if scale >= least), Detail.FAR)
        if detail is not self._detail:
            self._detail = detail
            for step in self._steps.values():
                step.show_detail(detail)
            for point in self._points:
                point.show_detail(detail)

    def _draw(self) -> None:
        scene = self.scene()
        scene.clear()
        brush = Brush(Colors.current(), QFont(self.font()))
        self.setBackgroundBrush(QColor(brush.colors.sunken))
        sizes = {node.key: brush.size_of(node) for node in self._graph.nodes}
        self._aspect = self._room()
        places = arrange(sizes, self._graph.edges, self._aspect)
        self._steps, self._points, self._edges = {}, [], {}
        self._chosen, self._detail = None, None
        for node in self._graph.nodes:
            item = self._item(node, brush)
            item.setPos(*places[node.key])
            item.setZValue(1)
            scene.addItem(item)
        paths = {node.key: node.path for node in self._graph.nodes}
        for one, other in self._graph.edges:
            (left, top), (wide, high) = places[one], sizes[one]
            start = QPointF(left + wide, top + high / 2)
            end = QPointF(places[other][0], places[other][1] + sizes[other][1] / 2)
            edge = EdgeItem(start, end, brush)
            scene.addItem(edge)
            for path in (paths[one], paths[other]):
                if path is not None:
                    self._edges.setdefault(path, []).append(edge)
        box = scene.itemsBoundingRect()
        scene.setSceneRect(box.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN) if self._steps else QRectF())
        self.setSceneRect(scene.sceneRect())
        self.search(self._search)

    def _item(self, node: Node, brush: Brush) -> StepItem | PointItem:
        if node.kind is NodeKind.STEP:
            item = StepItem(node, brush)
            self._steps[node.path or ""] = item
            return item
        kinds = {
            NodeKind.TOPIC: self.tr("Topic {name}"),
            NodeKind.ENDPOINT: self.tr("Endpoint {name}"),
            NodeKind.CRON: self.tr("Schedule {name}"),
        }
        point = PointItem(node, brush, kinds[node.kind].format(name=node.text))
        self._points.append(point)
        return point

    def _light(self) -> None:
        for path, item in self._steps.items():
            row = self._rows.get(path)
            if row is not None:
                going = row.percent is not None and 0 < row.percent < 100
                item.show_row(row, f"{row.status} · {row.percent} %" if going else row.status)
        self._describe()

    def _describe(self) -> None:
        row = self._rows.get(self._chosen or "")
        words = self.tr("%n steps", "", len(self._steps))
        self.setAccessibleDescription(f"{row.path}: {row.status}" if row else words)

    def _step_at(self, place: QPointF) -> str | None:
        item: QGraphicsItem | None = self.itemAt(place.toPoint())
        while item is not None and item.data(PATH_KEY) is None:
            item = item.parentItem()
        path = item.data(PATH_KEY) if item is not None else None
        return path if isinstance(path, str) else None

    def _go(self, path: str) -> None:
        self.choose(path)
        self.chosen.emit(path)

    def _beside(self, key: int) -> str | None:
        """Return the next step in a direction: the nearest, where what lies aside counts double."""
        here = self._steps.get(self._chosen or "")
        if here is None:
            return next(iter(self._steps), None)
        along, across = {
            Qt.Key.Key_Right: (QPointF(1, 0), QPointF(0, 1)),
            Qt.Key.Key_Left: (QPointF(-1, 0), QPointF(0, 1)),
            Qt.Key.Key_Down: (QPointF(0, 1), QPointF(1, 0)),
            Qt.Key.Key_Up: (QPointF(0, -1), QPointF(1, 0)),
        }[Qt.Key(key)]
        best: tuple[float, str] | None = None
        for path, item in self._steps.items():
            way = item.pos() - here.pos()
            ahead = QPointF.dotProduct(way, along)
            if ahead > 1:
                far = ahead + 2 * abs(QPointF.dotProduct(way, across))
                best = min(best or (far, path), (far, path))
        return best[1] if best else None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom where the mouse is (called by Qt)."""
        turned = event.angleDelta().y()
        if turned:
            self._zoom(STEP ** (turned / 120))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to pan, or to click (called by Qt)."""
        self._pressed = event.position()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose a step where the mouse has not moved (called by Qt)."""
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        if pressed is None or (event.position() - pressed).manhattanLength() >= QApplication.startDragDistance():
            self._fitting = False
            return
        if path := self._step_at(event.position()):
            self._go(path)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a step's source (called by Qt)."""
        if path := self._step_at(event.position()):
            self.opened.emit(path)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from step to step, zoom, fit, open (called by Qt)."""
        key = event.key()
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_in()
        elif key == Qt.Key.Key_Minus:
            self.zoom_out()
        elif key in (Qt.Key.Key_0, Qt.Key.Key_Home):
            self.fit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._chosen:
            self.opened.emit(self._chosen)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers():
            if path := self._beside(key):
                self._go(path)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep showing all of it until a person looks closer (called by Qt)."""
        super().resizeEvent(event)
        if self._fitting:
            self.fit()

    def changeEvent(self, event: QEvent) -> None:
        """Draw everything in the colours of the new theme (called by Qt)."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "_painted"):
            self._redraw()
            self._scale(self.zoom)
