"""Environment variables: typed, pasted, dropped, imported or kept from before; masked."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFont, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMenu,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from motia_desktop.models.environment import EnvironmentModel
from motia_desktop.theme.colors import Colors
from motia_desktop.theme.icons import icon
from motia_desktop.views.preset_menu import PresetMenu
from motia_desktop.widgets.label import Label
from motia_desktop.widgets.menu_button import MenuButton
from motia_desktop.widgets.placeholder_table import PlaceholderTable


class _ValueDelegate(QStyledItemDelegate):
    """Edits a value behind dots unless values are shown."""

    hidden = True

    def createEditor(
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,  # noqa: ARG002
        index: QModelIndex | QPersistentModelIndex,
    ) -> QWidget:
        """Return the editor of a cell (called by Qt)."""
        field = QLineEdit(parent)
        if index.column() == 1 and self.hidden:
            field.setEchoMode(QLineEdit.EchoMode.Password)
        return field


class VariableTable(QWidget):
    """The table with its buttons."""

    import_wanted = Signal()
    """A person wants to choose a .env file."""
    file_dropped = Signal(str)
    """A file was dropped here: its variables are wanted."""
    text_pasted = Signal(str)
    """Text was pasted or dropped here: the lines of a .env file, most likely."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = EnvironmentModel(self)
        self._delegate = _ValueDelegate(self)
        self.table = PlaceholderTable(
            self.tr("Environment variables"), self.tr("No variables. Add one, or paste, drop or import a .env file.")
        )
        self.table.setProperty("role", "form")
        self.table.setModel(self.model)
        self.table.setItemDelegate(self._delegate)
        self.table.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.table.setTabKeyNavigation(True)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.installEventFilter(self)
        self.setAcceptDrops(True)
        self.presets = PresetMenu(self)
        self.preset_button = MenuButton(self.tr("Kept"), self._fill_presets)
        self.preset_button.setToolTip(self.tr("Variables that are kept for each environment"))
        self.preset_button.setAccessibleName(self.preset_button.toolTip())
        self.import_button = QPushButton(self.tr("Import .env…"))
        self.import_button.clicked.connect(self.import_wanted)
        self.show_button = self._tool("eye", self.tr("Show values"))
        self.show_button.setCheckable(True)
        self.show_button.toggled.connect(self._show)
        self.add_button = self._tool("plus", self.tr("Add a variable"))
        self.add_button.clicked.connect(self._add)
        self.remove_button = self._tool("minus", self.tr("Remove the selected variable"))
        self.remove_button.clicked.connect(self._remove)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(Label(self.tr("Environment variables"), weight=QFont.Weight.Medium), 1)
        buttons = (self.show_button, self.remove_button, self.add_button, self.preset_button, self.import_button)
        for button in buttons:
            head.addWidget(button)
        frame = QFrame()
        frame.setProperty("role", "card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 4)
        inside.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(frame, 1)
        for signal in (self.model.rowsInserted, self.model.rowsRemoved, self.model.modelReset):
            signal.connect(self._counted)
        self.table.selectionModel().selectionChanged.connect(self._counted)
        self._counted()

    def _fill_presets(self, menu: QMenu) -> None:
        self.presets.keepable = bool(self.model.variables()) and not self.model.unanswered()
        self.presets.fill(menu)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is pasted into the table (called by Qt)."""
        pasting = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if pasting and event.matches(QKeySequence.StandardKey.Paste):  # type: ignore[attr-defined]
            self.text_pasted.emit(QGuiApplication.clipboard().text())
            return True
        return super().eventFilter(watched, event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Say that a file or text may be dropped here (called by Qt)."""
        data = event.mimeData()
        files = [url for url in data.urls() if url.isLocalFile()]
        if (len(files) == 1 and Path(files[0].toLocalFile()).is_file()) or (data.hasText() and not data.hasUrls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take a file or text (called by Qt)."""
        data = event.mimeData()
        event.acceptProposedAction()
        if data.hasUrls():
            self.file_dropped.emit(data.urls()[0].toLocalFile())
        else:
            self.text_pasted.emit(data.text())

    def _tool(self, drawing: str, name: str) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(drawing, Colors.current().text))
        button.setToolTip(name)
        button.setAccessibleName(name)
        return button

    def _counted(self, *_: Any) -> None:
        self.remove_button.setEnabled(self.table.selectionModel().hasSelection())
        self.show_button.setEnabled(self.model.rowCount() > 0)

    def _show(self, shown: bool) -> None:
        self._delegate.hidden = not shown
        self.model.show_values(shown)
        name = self.tr("Hide values") if shown else self.tr("Show values")
        self.show_button.setIcon(icon("eye-off" if shown else "eye", Colors.current().text))
        self.show_button.setToolTip(name)
        self.show_button.setAccessibleName(name)

    def _add(self) -> None:
        index = self.model.add()
        self.table.setCurrentIndex(index)
        self.table.edit(index)

    def _remove(self) -> None:
        rows = sorted({index.row() for index in self.table.selectionModel().selectedIndexes()}, reverse=True)
        for row in rows:
            self.model.remove(row)
