"""What this is: versions to quote, and under which licences its parts stand."""

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, metadata

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from motia_desktop.theme.icons import icon
from motia_desktop.widgets.label import Label

_PARTS = (
    *("PySide6-Essentials", "shiboken6", "qasync", "aiohttp", "pydantic", "keyring", "jeepney", "platformdirs"),
    *("filelock", "python-dotenv", "python-socketio", "typer", "rich", "uv"),
)
"""Looked up among what is installed; those that are not there are left out."""
_FONTS = (("Inter", "SIL Open Font License 1.1"), ("JetBrains Mono", "Apache License 2.0"))


class AboutDialog(QDialog):
    """Versions and licences, to read and to copy."""

    def __init__(self, versions: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Motia Desktop"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picture = QLabel()
        picture.setTextFormat(Qt.TextFormat.PlainText)
        picture.setPixmap(icon("app").pixmap(56, 56))
        picture.setAccessibleName("Motia Desktop")
        title = Label("Motia Desktop", factor=1.5, weight=QFont.Weight.DemiBold)
        what = Label(self.tr("Deploy Motia projects and watch it happen."), role="muted")
        self.versions = Label("\n".join(f"{name}  {version}" for name, version in versions), selectable=True, mono=True)
        self.versions.setAccessibleName(self.tr("Versions"))
        self.licences = QPlainTextEdit("\n".join(self._licences()))
        self.licences.setReadOnly(True)
        self.licences.setAccessibleName(self.tr("Licences"))
        self.copy_button = QPushButton(self.tr("Copy versions"))
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.versions.text()))
        self.close_button = QPushButton(self.tr("Close"))
        self.close_button.clicked.connect(self.accept)
        self.close_button.setDefault(True)
        words = QVBoxLayout()
        words.setSpacing(4)
        for label in (title, what):
            words.addWidget(label)
        words.addSpacing(6)
        words.addWidget(self.versions)
        head = QHBoxLayout()
        head.setSpacing(18)
        head.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.copy_button)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 18)
        column.setSpacing(14)
        column.addLayout(head)
        column.addWidget(Label(self.tr("Licences"), weight=QFont.Weight.Medium))
        column.addWidget(self.licences, 1)
        column.addLayout(foot)
        self.resize(620, 480)

    def _licences(self) -> list[str]:
        lines = [self.tr("Motia Desktop and motiad: MIT"), ""]
        lines += [f"{name} ({self.tr('font')}): {licence}" for name, licence in _FONTS]
        for part in _PARTS:
            try:
                told = metadata(part)
            except PackageNotFoundError:
                continue
            named = next((told[field] for field in ("License-Expression", "License") if field in told), None)
            licence = named or self.tr("see its own page")
            lines.append(f"{told['Name']} {told['Version']}: {' '.join(licence.split())[:90]}")
        return lines
