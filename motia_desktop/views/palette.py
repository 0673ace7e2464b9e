"""The command palette: a few letters, and Enter."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from motia_desktop.models.palette import DETAIL_ROLE, Entry, PaletteModel
from motia_desktop.theme.colors import Colors
from motia_desktop.widgets.label import Label

_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class _EntryDelegate(QStyledItemDelegate):
    """Words at the beginning, kind or shortcut at the end."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return a row's size (called by Qt)."""
        return QSize(super().sizeHint(option, index).width(), option.fontMetrics.height() + 14)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw (called by Qt)."""
        shape, colors = QStyleOptionViewItem(option), Colors.current()
        self.initStyleOption(shape, index)
        shape.text = ""
        view: Any = shape.widget
        view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, shape, painter, view)
        rect: QRect = option.rect
        box = rect.adjusted(12, 0, -12, 0)
        detail = str(index.data(DETAIL_ROLE) or "")
        metrics, direction = option.fontMetrics, option.direction
        room = box.width() - metrics.horizontalAdvance(detail) - 16
        words = metrics.elidedText(str(index.data() or ""), Qt.TextElideMode.ElideRight, max(room, 0))
        for text, color, side in (
            (words, colors.text, Qt.AlignmentFlag.AlignLeft),
            (detail, colors.muted, Qt.AlignmentFlag.AlignRight),
        ):
            painter.setPen(QColor(color))
            aligned = QStyle.visualAlignment(direction, side | Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(box, int(aligned), text)


class Palette(QDialog):
    """Lists what can be done; what was chosen is done after it has closed."""

    def __init__(self, entries: Sequence[Entry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Command palette"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.model = PaletteModel(entries, self)
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("What would you like to do?"))
        self.field.setAccessibleName(self.tr("Search actions, deployments and projects"))
        self.field.installEventFilter(self)
        self.list = QListView()
        self.list.setAccessibleName(self.tr("What can be done"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(_EntryDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.activated.connect(self._choose)
        self.list.clicked.connect(self._choose)
        self.nothing = Label(self.tr("Nothing is called that."), role="muted")
        self.nothing.setContentsMargins(12, 8, 12, 8)
        self.nothing.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.addWidget(self.field)
        column.addWidget(self.nothing)
        column.addWidget(self.list, 1)
        letters = self.fontMetrics().averageCharWidth()
        self.resize(min(letters * 86, parent.width() - 40) if parent else letters * 86, letters * 62)
        self.field.textChanged.connect(self._narrow)
        self._narrow("")

    def _narrow(self, letters: str) -> None:
        self.model.narrow(letters)
        self.nothing.setVisible(self.model.rowCount() == 0)
        self._go_to(0)

    def _go_to(self, row: int) -> None:
        index = self.model.index(row)
        self.list.setCurrentIndex(index)
        self.field.setAccessibleDescription(str(index.data(Qt.ItemDataRole.AccessibleTextRole) or ""))

    def _choose(self, index: QModelIndex) -> None:
        entry = self.model.entry(index.row())
        if entry is not None:
            self.accept()
            entry.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the field's arrows move in the list, and Enter choose (called by Qt)."""
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            row, last = self.list.currentIndex().row(), self.model.rowCount() - 1
            if event.key() in _MOVES:
                step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8}.get(Qt.Key(event.key()), 8)
                self._go_to(min(max(row + step, 0), max(last, 0)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self.list.currentIndex())
                return True
        return super().eventFilter(watched, event)
