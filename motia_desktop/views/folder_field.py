"""The field that names a project's folder: typed, chosen, dropped, or one of those deployed before."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from motia_desktop.formats import menu_text
from motia_desktop.widgets.label import Label
from motia_desktop.widgets.menu_button import MenuButton


class FolderField(QWidget):
    """Says at once when what was typed is no project."""

    changed = Signal(str)
    """Another text is in the field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recent: Sequence[Path] = ()
        self.field = QLineEdit()
        self.field.setAccessibleName(self.tr("Project folder"))
        self.field.setPlaceholderText(self.tr("The folder with package.json and src; drop it anywhere here"))
        self.field.setAcceptDrops(False)
        self.recent = MenuButton(self.tr("Recent"), self._fill)
        self.recent.setAccessibleName(self.tr("Folders deployed before"))
        self.recent.hide()
        self.browse = QPushButton(self.tr("Choose…"))
        self.browse.clicked.connect(self._browse)
        self.hint = Label(role="danger", factor=0.94)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self.recent)
        row.addWidget(self.browse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.hint)
        self.field.textChanged.connect(self._changed)
        self._changed("")

    def text(self) -> str:
        """Return what is in the field."""
        return self.field.text()

    def set_folder(self, folder: str) -> None:
        """Put a folder into the field."""
        self.field.setText(folder)

    def show_recent(self, folders: Sequence[Path]) -> None:
        """Offer folders that were deployed before, the newest first."""
        self._recent = folders
        self.recent.setVisible(bool(folders))

    @property
    def folder(self) -> Path | None:
        """The folder, if what is typed is one that may be a project."""
        text = self.text().strip()
        return Path(text).expanduser() if text and self._problem(text) is None else None

    def _changed(self, text: str) -> None:
        problem = self._problem(text.strip()) if text.strip() else None
        self.hint.setText(problem or "")
        self.hint.setVisible(problem is not None)
        self.changed.emit(text)

    def _problem(self, text: str) -> str | None:
        folder = Path(text).expanduser()
        try:
            if not folder.is_absolute() or not folder.is_dir():
                return self.tr("There is no such folder.")
            if not (folder / "src").is_dir() and not (folder / "steps").is_dir():
                return self.tr("This is not a Motia project: it has no src or steps folder.")
        except OSError:
            return self.tr("This folder cannot be read.")
        return None

    def _fill(self, menu: QMenu) -> None:
        for folder in self._recent:
            action = menu.addAction(menu_text(f"{folder.name}   {folder.parent}"))
            action.triggered.connect(lambda _=False, folder=folder: self.set_folder(str(folder)))

    def _browse(self) -> None:
        chooser = QFileDialog(self, self.tr("Choose a Motia project"), self.text() or str(Path.home()))
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setOption(QFileDialog.Option.ShowDirsOnly)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(self.set_folder)
        chooser.open()
