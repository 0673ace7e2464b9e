"""The left side: every deployment, active ones on top."""

from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QColor, QFont, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from motia_desktop.clock import now
from motia_desktop.formats import ago
from motia_desktop.marks import mark_of
from motia_desktop.models.history import DEPLOYMENT_ROLE, HistoryModel
from motia_desktop.theme.colors import Colors
from motia_desktop.theme.fonts import scaled
from motia_desktop.widgets.label import Label
from motia_desktop.widgets.mark import paint_mark
from motia_desktop.widgets.mirrored import aligned, placed
from motia_desktop.widgets.progress_bar import paint_bar
from motia_desktop.wording import environment, name, state
from motiad.contract.deployment import DeploymentData

Index = QModelIndex | QPersistentModelIndex


class HistoryDelegate(QStyledItemDelegate):
    """Two lines a deployment: project and version, then environment, state and when."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return a row's height (called by Qt)."""
        line: int = option.fontMetrics.height()
        heading = index.data(DEPLOYMENT_ROLE) is None
        return QSize(120, line + 16 if heading else 2 * line + 20)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw (called by Qt)."""
        shape: Any = option
        colors = Colors.current()
        box = QRectF(shape.rect)
        data = index.data(DEPLOYMENT_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(data, DeploymentData):
            self._deployment(painter, shape, box, data, colors)
        else:
            painter.setFont(scaled(shape.font, 0.9, QFont.Weight.Medium))
            painter.setPen(QColor(colors.muted))
            words = placed(box.adjusted(16, 6, -8, 0), box, shape.direction)
            painter.drawText(words, int(_begin(shape) | Qt.AlignmentFlag.AlignVCenter), str(index.data()))
        painter.restore()

    def _deployment(self, painter: QPainter, option: Any, box: QRectF, data: DeploymentData, colors: Colors) -> None:
        flags = option.state
        selected = bool(flags & option.state.State_Selected)
        hovered = bool(flags & option.state.State_MouseOver)
        focused = bool(flags & option.state.State_HasFocus)
        row = box.adjusted(8, 1, -8, -1)
        if selected or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors.selected if selected else colors.hover))
            painter.drawRoundedRect(row, 6, 6)
        if focused and selected:
            painter.setPen(QColor(colors.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(row.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        line = option.fontMetrics.height()
        mark = QRectF(row.x() + 9, row.y() + 8 + (line - 14) / 2, 14, 14)
        paint_mark(painter, placed(mark, row, option.direction), mark_of(data), colors)
        left, width = row.x() + 32, row.width() - 42
        top = QRectF(left, row.y() + 8, width, line)
        under = QRectF(left, row.y() + 10 + line, width, line)
        strong = QFont(option.font)
        strong.setWeight(QFont.Weight.Medium)
        write = partial(_write, painter, option, row)
        taken = write(top, name(data), strong, colors.text)
        if data.version and width - taken > 40:
            write(top.adjusted(taken + 8, 0, 0, 0), data.version, option.font, colors.muted)
        small = scaled(option.font, 0.92)
        if data.terminal:
            when = ago(data.completed_at or data.started_at, now())
        else:
            when = f"{state(data)} · {data.progress} %"
            bar = placed(QRectF(left, row.bottom() - 4, width, 2), row, option.direction)
            paint_bar(painter, bar, data.progress, mark_of(data), colors, option.direction)
        words = " · ".join(part for part in (environment(data), when) if part)
        write(under, words, small, colors.muted)


def _begin(option: Any) -> Qt.AlignmentFlag:
    return aligned(Qt.AlignmentFlag.AlignLeft, option.direction)


def _write(painter: QPainter, option: Any, row: QRectF, box: QRectF, text: str, font: QFont, color: str) -> float:
    painter.setFont(font)
    painter.setPen(QColor(color))
    metrics = painter.fontMetrics()
    cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(placed(box, row, option.direction), int(_begin(option) | Qt.AlignmentFlag.AlignVCenter), cut)
    return float(metrics.horizontalAdvance(cut))


class HistoryPanel(QFrame):
    """The list and its heading."""

    chosen = Signal(str)
    """A person chose the deployment with this id."""

    def __init__(self, model: HistoryModel, new: QAction, overview: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._model = model
        self._current: str | None = None
        self.list = QListView(self)
        self.list.setProperty("role", "history")
        self.list.setAccessibleName(self.tr("Deployments"))
        self.list.setModel(model)
        self.list.setItemDelegate(HistoryDelegate(self.list))
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.selectionModel().currentChanged.connect(self._moved)
        self.list.clicked.connect(self._clicked)
        model.modelReset.connect(self._restore)
        title = Label(self.tr("Deployments"), weight=QFont.Weight.DemiBold)
        head = QHBoxLayout()
        head.setContentsMargins(16, 10, 10, 6)
        head.addWidget(title, 1)
        for action in (overview, new):
            button = QToolButton(self)
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.setAccessibleName(action.text())
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        self._minute = QTimer(self, interval=60_000)
        self._minute.timeout.connect(self.list.viewport().update)
        self._minute.start()

    def show_current(self, deployment_id: str | None) -> None:
        """Mark a deployment as the one that is shown."""
        self._current = deployment_id
        self._restore()

    def _restore(self) -> None:
        index = self._model.index_of(self._current) if self._current else QModelIndex()
        if index.isValid() and index != self.list.currentIndex():
            self.list.setCurrentIndex(index)

    def _clicked(self, index: QModelIndex) -> None:
        """Bring back the one that is marked, from a page that shows none."""
        data = index.data(DEPLOYMENT_ROLE)
        if isinstance(data, DeploymentData):
            self.chosen.emit(data.id)

    def _moved(self, index: QModelIndex) -> None:
        data = index.data(DEPLOYMENT_ROLE) if index.isValid() else None
        if isinstance(data, DeploymentData) and data.id != self._current:
            self._current = data.id
            self.chosen.emit(data.id)
