"""A cell of a long table, drawn without the style sheet: thousands of rows scroll at the display's own pace."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from motia_desktop.theme.colors import Colors
from motia_desktop.widgets.cell_delegates import MARK_ROLE
from motia_desktop.widgets.mark import Mark, paint_mark
from motia_desktop.widgets.mirrored import aligned, placed

Index = QModelIndex | QPersistentModelIndex

_MARGIN, _MARK = 10, 14


class RowDelegate(QStyledItemDelegate):
    """Text in the model's colour and alignment, with a shape before it where the model has one for the column."""

    def __init__(self, mark_column: int, parent: Any = None) -> None:
        """`mark_column`: the one whose cells show their row's shape."""
        super().__init__(parent)
        self._mark_column = mark_column

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw (called by Qt)."""
        shape: Any = option
        colors, rect = Colors.current(), QRectF(shape.rect)
        if shape.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(colors.accent_soft))
        if shape.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(colors.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(0.5, 0.5, -1, -1))
        box = rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
        mark = index.data(MARK_ROLE) if index.column() == self._mark_column else None
        if isinstance(mark, Mark):
            top = box.center().y() - _MARK / 2
            paint_mark(painter, placed(QRectF(box.x(), top, _MARK, _MARK), box, shape.direction), mark, colors)
            box = placed(box.adjusted(_MARK + 7, 0, 0, 0), box, shape.direction)
        text = str(index.data() or "")
        if not text:
            return
        ink = index.data(Qt.ItemDataRole.ForegroundRole)
        painter.setPen(ink if isinstance(ink, QColor) else QColor(colors.text))
        painter.setFont(shape.font)
        cut = shape.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
        flags = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole))
        across = aligned(flags & Qt.AlignmentFlag.AlignHorizontal_Mask, shape.direction)
        painter.drawText(box, int(flags & Qt.AlignmentFlag.AlignVertical_Mask | across), cut)
