"""The list of keyboard shortcuts, out of the menus and of what the log and the lists understand by themselves."""

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFont, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from motia_desktop.views.menu_entries import MenuEntry
from motia_desktop.widgets.label import Label


def _by_themselves() -> list[tuple[str, str]]:
    """Return what parts of the window do with keys that are no action's."""

    def keys(text: str) -> str:
        return QKeySequence(text).toString(QKeySequence.SequenceFormat.NativeText)

    return [
        (QCoreApplication.translate("Shortcuts", "Next and previous part of the window"), keys("Tab")),
        (QCoreApplication.translate("Shortcuts", "First line of the log"), keys("Home")),
        (QCoreApplication.translate("Shortcuts", "Newest line of the log"), keys("End")),
        (QCoreApplication.translate("Shortcuts", "Select in the log"), keys("Shift+Down")),
        (QCoreApplication.translate("Shortcuts", "Select all of the log"), keys("Ctrl+A")),
        (QCoreApplication.translate("Shortcuts", "Copy what is selected"), keys("Ctrl+C")),
        (QCoreApplication.translate("Shortcuts", "Close a search or a dialog"), keys("Esc")),
    ]


class ShortcutsDialog(QDialog):
    """One line an action that has keys, by menus."""

    def __init__(self, entries: Sequence[MenuEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(20, 16, 20, 16)
        grid.setHorizontalSpacing(40)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(0, 1)
        row = 0
        keyed = [entry for entry in entries if entry.shortcut]
        groups = [
            (menu, [(one.words, one.shortcut) for one in same]) for menu, same in groupby(keyed, lambda e: e.menu)
        ]
        for heading, lines in [*groups, (self.tr("Everywhere"), _by_themselves())]:
            title = Label(heading, weight=QFont.Weight.DemiBold)
            title.setContentsMargins(0, 10 if row else 0, 0, 0)
            grid.addWidget(title, row, 0)
            for row, (words, keys) in enumerate(lines, row + 1):  # noqa: B020 - counts on over the headings
                grid.addWidget(Label(words), row, 0)
                grid.addWidget(Label(keys, role="muted", mono=True), row, 1)
            row += 1
        scroll = QScrollArea()
        scroll.setWidget(body)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName(self.tr("Keyboard shortcuts"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(scroll, 1)
        column.addWidget(buttons)
        letters = self.fontMetrics().averageCharWidth()
        self.resize(letters * 80, letters * 86)
