"""How a list draws a finding: a shape, its words over as many lines as they need, and a quieter line below."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from motia_desktop.theme.colors import Colors
from motia_desktop.theme.fonts import scaled
from motia_desktop.widgets.cell_delegates import MARK_ROLE
from motia_desktop.widgets.mark import Mark, paint_mark

Index = QModelIndex | QPersistentModelIndex

NOTE_ROLE = Qt.ItemDataRole.UserRole + 10
"""The quieter line; empty for none."""
MOST_LINES = 4
_LEFT, _RIGHT, _GAP = 36, 14, 7
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


class FindingDelegate(QStyledItemDelegate):
    """For a `QListView`; as wide as its viewport."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height the words need (called by Qt)."""
        view: Any = option.widget
        width = view.viewport().width() if view is not None else 300
        height = self._words(option, index, width).height() + 2 * _GAP
        if index.data(NOTE_ROLE):
            height += QFontMetrics(scaled(option.font, 0.92)).height()
        return QSize(width, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw (called by Qt)."""
        shape: Any = option
        colors, rect = Colors.current(), QRectF(shape.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if shape.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors.accent_soft))
            painter.drawRoundedRect(rect.adjusted(6, 1, -6, -1), 5, 5)
        mark = index.data(MARK_ROLE)
        line = option.fontMetrics.height()
        if isinstance(mark, Mark):
            paint_mark(painter, QRectF(rect.x() + 13, rect.y() + _GAP + (line - 14) / 2, 14, 14), mark, colors)
        words = self._words(option, index, int(rect.width())).translated(0, int(rect.y()) + _GAP)
        painter.setFont(option.font)
        painter.setPen(QColor(colors.text))
        painter.drawText(words, _WRAP, str(index.data() or ""))
        note = str(index.data(NOTE_ROLE) or "")
        if note:
            painter.setFont(scaled(option.font, 0.92))
            painter.setPen(QColor(colors.muted))
            below = QRectF(_LEFT, words.bottom() + 1, rect.width() - _LEFT - _RIGHT, line)
            cut = painter.fontMetrics().elidedText(note, Qt.TextElideMode.ElideMiddle, int(below.width()))
            painter.drawText(below, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), cut)
        painter.restore()

    def _words(self, option: QStyleOptionViewItem, index: Index, width: int) -> QRect:
        """Return where the words go in a row that begins at the top."""
        metrics: QFontMetrics = option.fontMetrics
        room = QRect(_LEFT, 0, max(width - _LEFT - _RIGHT, 40), metrics.height() * MOST_LINES)
        needed = metrics.boundingRect(room, _WRAP, str(index.data() or " "))
        return QRect(room.x(), 0, room.width(), min(needed.height(), room.height()))
