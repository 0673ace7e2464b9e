"""A choice whose words are cut with an ellipsis where there is too little room; a style sheet's own just end."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

PADDING = 2
"""Pixels that styles keep free on both sides of the words, together."""


class ChoiceBox(QComboBox):
    """For rows that are squeezed."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw (called by Qt)."""
        painter = QStylePainter(self)
        shape = QStyleOptionComboBox()
        self.initStyleOption(shape)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, shape, part, self)
        words: str = shape.currentText
        shape.currentText = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width() - PADDING)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, shape)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, shape)
        painter.end()
