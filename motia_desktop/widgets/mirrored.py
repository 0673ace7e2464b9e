"""Where something goes that is drawn by hand, in a language that is read from right to left.

What is drawn is laid out from left to right; these turn a place and an alignment round where that is asked for.
"""

from PySide6.QtCore import QRectF, Qt


def placed(part: QRectF, whole: QRectF, direction: Qt.LayoutDirection) -> QRectF:
    """Return where a part of a whole is drawn."""
    if direction != Qt.LayoutDirection.RightToLeft:
        return part
    return QRectF(whole.left() + whole.right() - part.right(), part.y(), part.width(), part.height())


def aligned(align: Qt.AlignmentFlag, direction: Qt.LayoutDirection) -> Qt.AlignmentFlag:
    """Return how text is aligned that begins (`AlignLeft`) or ends (`AlignRight`) there; final for a painter."""
    flag = Qt.AlignmentFlag
    if direction == Qt.LayoutDirection.RightToLeft:
        align = {flag.AlignLeft: flag.AlignRight, flag.AlignRight: flag.AlignLeft}.get(align, align)
    return align | flag.AlignAbsolute
