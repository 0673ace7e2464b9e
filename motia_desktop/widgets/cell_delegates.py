"""How a table draws a state and a progress."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from motia_desktop.theme.colors import Colors
from motia_desktop.widgets.mark import Mark, paint_mark
from motia_desktop.widgets.mirrored import aligned, placed
from motia_desktop.widgets.progress_bar import paint_bar, paint_share

Index = QModelIndex | QPersistentModelIndex

MARK_ROLE = Qt.ItemDataRole.UserRole + 1
"""A `Mark`."""
PERCENT_ROLE = Qt.ItemDataRole.UserRole + 2
"""0 to 100, or None where there is nothing to show."""
NEAR_PERCENT = 80
"""The part of a limit from which on a bar warns."""


class _Delegate(QStyledItemDelegate):
    def frame(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> tuple[QRectF, Colors]:
        """Draw the row's background, and return where the cell's content goes."""
        empty = QStyleOptionViewItem(option)
        self.initStyleOption(empty, index)
        empty.text = ""
        view: Any = empty.widget
        style: QStyle = view.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, empty, painter, view)
        rect: Any = option.rect
        return QRectF(rect).adjusted(10, 0, -10, 0), Colors.current()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return room for what is drawn beside the text (called by Qt)."""
        hint = super().sizeHint(option, index)
        return QSize(hint.width() + 30, hint.height())


class CellDelegate(_Delegate):
    """Text with the same margins as the drawn cells."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw (called by Qt)."""
        box, colors = self.frame(painter, option, index)
        align = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole)) & Qt.AlignmentFlag.AlignHorizontal_Mask
        first = index.column() == 0  # a path, whose end tells it apart
        mode = Qt.TextElideMode.ElideLeft if first else Qt.TextElideMode.ElideRight
        _text(painter, option, box, str(index.data() or ""), colors.text if first else colors.muted, align, mode)


class MarkDelegate(_Delegate):
    """A shape and a word."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw (called by Qt)."""
        box, colors = self.frame(painter, option, index)
        side = 14.0
        mark = index.data(MARK_ROLE)
        if isinstance(mark, Mark):
            place = placed(QRectF(box.x(), box.center().y() - side / 2, side, side), box, option.direction)
            paint_mark(painter, place, mark, colors)
        words = placed(box.adjusted(side + 7, 0, 0, 0), box, option.direction)
        _text(painter, option, words, str(index.data() or ""), colors.text)


class BarDelegate(_Delegate):
    """A bar and what it says: a percentage, or how long it took."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw (called by Qt)."""
        box, colors = self.frame(painter, option, index)
        percent = index.data(PERCENT_ROLE)
        if not isinstance(percent, int):
            return
        mark = index.data(MARK_ROLE)
        words = option.fontMetrics.horizontalAdvance("99 min")
        bar = QRectF(box.x(), box.center().y() - 2.5, max(box.width() - words - 8, 24), 5)
        shape = mark if isinstance(mark, Mark) else Mark.RUNNING
        paint_bar(painter, placed(bar, box, option.direction), percent, shape, colors, option.direction)
        _text(painter, option, box, str(index.data() or ""), colors.muted, Qt.AlignmentFlag.AlignRight)


class ShareDelegate(_Delegate):
    """A number, and a short bar: how much of a limit it takes up."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw (called by Qt)."""
        box, colors = self.frame(painter, option, index)
        percent = index.data(PERCENT_ROLE)
        if not isinstance(percent, float):
            return
        width = min(box.width() * 0.36, 44)
        bar = QRectF(box.right() - width, box.center().y() - 2, width, 4)
        full = colors.danger if percent > 100 else colors.warning if percent >= NEAR_PERCENT else colors.muted
        paint_share(painter, placed(bar, box, option.direction), percent, QColor(full), colors, option.direction)
        room = placed(box.adjusted(0, 0, -width - 8, 0), box, option.direction)
        _text(painter, option, room, str(index.data() or ""), colors.muted, Qt.AlignmentFlag.AlignRight)


def _text(
    painter: QPainter,
    option: QStyleOptionViewItem,
    box: QRectF,
    text: str,
    color: str,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> None:
    painter.save()
    painter.setFont(option.font)
    painter.setPen(QColor(color))
    cut = option.fontMetrics.elidedText(text, mode, int(box.width()))
    painter.drawText(box, int(aligned(align, option.direction) | Qt.AlignmentFlag.AlignVCenter), cut)
    painter.restore()
