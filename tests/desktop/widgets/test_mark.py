from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from motia_desktop.theme.colors import DARK, LIGHT
from motia_desktop.widgets.mark import Mark, MarkWidget, paint_mark


def _silhouette(mark: Mark) -> bytes:
    """The shape alone: what is left for somebody who sees no colours."""
    image = QImage(32, 32, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    paint_mark(painter, QRectF(4, 4, 24, 24), mark, LIGHT)
    painter.end()
    return bytes(image.convertToFormat(QImage.Format.Format_Grayscale8).constBits())


def test_every_mark_has_a_shape_of_its_own(qapp) -> None:
    assert len({_silhouette(mark) for mark in Mark}) == len(Mark)


def test_only_a_running_mark_that_can_be_seen_turns(qtbot) -> None:
    widget = MarkWidget()
    qtbot.addWidget(widget)
    widget.show_mark(Mark.RUNNING)
    assert not widget._timer.isActive()
    widget.show()
    assert widget._timer.isActive()
    widget.show_mark(Mark.DONE)
    assert not widget._timer.isActive()
    widget.show_mark(Mark.RUNNING)
    widget.hide()
    assert not widget._timer.isActive()


def test_marks_are_drawn_in_both_themes(qapp) -> None:
    for colors in (LIGHT, DARK):
        image = QImage(24, 24, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        paint_mark(painter, QRectF(0, 0, 24, 24), Mark.DONE, colors)
        painter.end()
        assert image.pixelColor(4, 12).name() == colors.success
