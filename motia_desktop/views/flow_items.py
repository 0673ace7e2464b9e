"""Nodes and edges on the scene. Everything is drawn by Qt's own items: no Python runs while a picture is painted."""

from enum import IntEnum

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem, QGraphicsPixmapItem, QGraphicsSimpleTextItem

from motia_desktop.formats import plain
from motia_desktop.models.flow_graph import Node, NodeKind
from motia_desktop.models.step_rows import StepRow
from motia_desktop.theme.colors import Colors
from motia_desktop.theme.fonts import scaled
from motia_desktop.widgets.mark import Mark, color_of, paint_mark

PATH_KEY = 0
"""Where an item keeps the path of the step it belongs to."""
_PICTURE = 48
"""Pixels a mark is drawn with once, then scaled."""


class Detail(IntEnum):
    """How much of a node can be read at a size."""

    FAR = 0
    """A shape in a colour."""
    MIDDLE = 1
    """And its name, larger than it is."""
    NEAR = 2
    """And its state in words."""


class Brush:
    """What every item of one picture is drawn with: made once for a theme and a font."""

    def __init__(self, colors: Colors, font: QFont) -> None:
        self.colors = colors
        self.name = scaled(font, 1.0, QFont.Weight.DemiBold)
        self.large = scaled(font, 1.7, QFont.Weight.DemiBold)
        self.medium = scaled(font, 1.4)
        self.small = scaled(font, 0.9)
        self.line = QFontMetricsF(font).height()
        self.letter = QFontMetricsF(font).averageCharWidth()
        self.fills = {
            Mark.WAITING: QColor(colors.surface),
            Mark.RUNNING: QColor(colors.accent_soft),
            Mark.DONE: QColor(colors.success_soft),
            Mark.FAILED: QColor(colors.danger_soft),
            Mark.STOPPED: QColor(colors.sunken),
        }
        self.marks = {mark: _picture(mark, colors) for mark in Mark}

    def size_of(self, node: Node) -> tuple[float, float]:
        """Return how much room a node needs."""
        if node.kind is NodeKind.STEP:
            return 27 * self.letter, 2 * self.line + 20
        wide = QFontMetricsF(self.small).horizontalAdvance(node.text) + 24
        return min(max(wide, 14 * self.letter), 22 * self.letter), self.line + 10


class StepItem(QGraphicsPathItem):
    """A step: its name, its state as a shape, a colour and a word."""

    def __init__(self, node: Node, brush: Brush) -> None:
        super().__init__()
        self._brush = brush
        self._row: StepRow | None = None
        self._chosen = False
        wide, high = brush.size_of(node)
        self.size = QSizeF(wide, high)
        self.setPath(_rounded(QRectF(0, 0, wide, high), 8))
        self.setData(PATH_KEY, node.path)
        self.setCacheMode(QGraphicsItem.CacheMode.NoCache)
        self.mark = QGraphicsPixmapItem(self)
        self.mark.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        room = wide - 20 - 26
        self.name = _text(self, _cut(node.text, brush.name, room), brush.name, brush.colors.text)
        self.name.setPos(36, 8)
        self.word = _text(self, "", brush.small, brush.colors.muted)
        self.word.setPos(36, 10 + brush.line)
        self.large = _text(self, _cut(node.text, brush.large, wide - 50), brush.large, brush.colors.text)
        self.large.setPos(42, (high - self.large.boundingRect().height()) / 2)
        self.detail = Detail.NEAR
        self.show_detail(Detail.NEAR)
        self._line()

    @property
    def row(self) -> StepRow | None:
        """What it shows."""
        return self._row

    def show_row(self, row: StepRow, words: str) -> None:
        """Show a state, `words` under the name; nothing is touched where it is the same."""
        if row == self._row:
            return
        self._row = row
        self.setBrush(QBrush(self._brush.fills[row.mark]))
        self.mark.setPixmap(self._brush.marks[row.mark])
        self.word.setText(_cut(words, self._brush.small, self.size.width() - 46))
        self.setToolTip(plain("\n".join(part for part in (row.path, row.status, row.error) if part)))
        self._line()

    def show_detail(self, detail: Detail) -> None:
        """Show as much as can be read."""
        self.detail = detail
        self.name.setVisible(detail is Detail.NEAR)
        self.word.setVisible(detail is Detail.NEAR)
        self.large.setVisible(detail is Detail.MIDDLE)
        wide, high = self.size.width(), self.size.height()
        side, left, top = {
            Detail.NEAR: (16.0, 12.0, 8 + (self._brush.line - 16) / 2),
            Detail.MIDDLE: (26.0, 10.0, (high - 26) / 2),
            Detail.FAR: (high - 6, (wide - high + 6) / 2, 3.0),
        }[detail]
        self.mark.setScale(side / _PICTURE)
        self.mark.setPos(left, top)
        self._line()

    def show_chosen(self, chosen: bool) -> None:
        """Show whether it is the one that is chosen."""
        self._chosen = chosen
        self.setZValue(2 if chosen else 1)
        self._line()

    def _line(self) -> None:
        colors = self._brush.colors
        mark = self._row.mark if self._row else Mark.WAITING
        quiet = mark in (Mark.WAITING, Mark.STOPPED)
        color = (
            QColor(colors.accent) if self._chosen else QColor(colors.border_strong) if quiet else color_of(mark, colors)
        )
        pen = QPen(color, (3.0 if self._chosen else 1.2) * (1 if self.detail is Detail.NEAR else 2))
        if mark is Mark.WAITING and not self._chosen:
            pen.setStyle(Qt.PenStyle.DashLine)
        self.setPen(pen)


class PointItem(QGraphicsPathItem):
    """A topic, an endpoint or a schedule: each has an outline of its own."""

    def __init__(self, node: Node, brush: Brush, tip: str) -> None:
        super().__init__()
        wide, high = brush.size_of(node)
        self.size = QSizeF(wide, high)
        box = QRectF(0, 0, wide, high)
        self.setPath(_outline(box, node.kind))
        self._empty, self._full = QColor(brush.colors.canvas), QColor(brush.colors.border_strong)
        self.setBrush(QBrush(self._empty))
        self.setPen(QPen(self._full, 1))
        self.setToolTip(plain(tip))
        self.text = self._words(node.text, brush.small, brush.colors.muted)
        self.large = self._words(node.text, brush.medium, brush.colors.muted)

    def _words(self, words: str, font: QFont, color: str) -> QGraphicsSimpleTextItem:
        text = _text(self, _cut(words, font, self.size.width() - 14), font, color)
        box = text.boundingRect()
        text.setPos((self.size.width() - box.width()) / 2, (self.size.height() - box.height()) / 2)
        return text

    def show_detail(self, detail: Detail) -> None:
        """Show as much as can be read."""
        self.text.setVisible(detail is Detail.NEAR)
        self.large.setVisible(detail is Detail.MIDDLE)
        self.setBrush(QBrush(self._full if detail is Detail.FAR else self._empty))


class EdgeItem(QGraphicsPathItem):
    """From the right of one node to the left of another, with a point."""

    def __init__(self, start: QPointF, end: QPointF, brush: Brush) -> None:
        super().__init__()
        self._brush = brush
        bend = max(abs(end.x() - start.x()) / 2, 24)
        path = QPainterPath(start)
        path.cubicTo(start + QPointF(bend, 0), end - QPointF(bend, 0), end)
        path.moveTo(end + QPointF(-6, -4))
        path.lineTo(end)
        path.lineTo(end + QPointF(-6, 4))
        self.setPath(path)
        self.show_chosen(False)

    def show_chosen(self, chosen: bool) -> None:
        """Show whether it touches the step that is chosen."""
        color = self._brush.colors.accent if chosen else self._brush.colors.border_strong
        pen = QPen(QColor(color), 2.4 if chosen else 1.3)
        pen.setCosmetic(True)  # as thick from afar
        self.setPen(pen)
        self.setZValue(0.5 if chosen else 0)


def _text(parent: QGraphicsItem, words: str, font: QFont, color: str) -> QGraphicsSimpleTextItem:
    item = QGraphicsSimpleTextItem(words, parent)
    item.setFont(font)
    item.setBrush(QBrush(QColor(color)))
    return item


def _cut(words: str, font: QFont, room: float) -> str:
    return QFontMetricsF(font).elidedText(" ".join(words.split()), Qt.TextElideMode.ElideRight, room)


def _picture(mark: Mark, colors: Colors) -> QPixmap:
    picture = QPixmap(_PICTURE, _PICTURE)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint_mark(painter, QRectF(0, 0, _PICTURE, _PICTURE), mark, colors)
    painter.end()
    return picture


def _rounded(box: QRectF, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(box, radius, radius)
    return path


def _outline(box: QRectF, kind: NodeKind) -> QPainterPath:
    """Return a pill for a topic, a tag with a point for an endpoint, a box with cut corners for a schedule."""
    if kind is NodeKind.TOPIC:
        return _rounded(box, box.height() / 2)
    tip = box.height() / 3
    path = QPainterPath()
    if kind is NodeKind.ENDPOINT:
        path.moveTo(box.topLeft())
        path.lineTo(box.right() - tip, box.top())
        path.lineTo(box.right(), box.center().y())
        path.lineTo(box.right() - tip, box.bottom())
        path.lineTo(box.bottomLeft())
    else:
        path.moveTo(box.left() + tip, box.top())
        for x, y in (
            (box.right() - tip, box.top()),
            (box.right(), box.top() + tip),
            (box.right(), box.bottom() - tip),
            (box.right() - tip, box.bottom()),
            (box.left() + tip, box.bottom()),
            (box.left(), box.bottom() - tip),
            (box.left(), box.top() + tip),
        ):
            path.lineTo(x, y)
    path.closeSubpath()
    return path
