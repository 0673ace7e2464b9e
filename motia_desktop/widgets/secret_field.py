"""A field for something nobody should read over your shoulder."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QWidget

from motia_desktop.theme.colors import Colors
from motia_desktop.theme.icons import icon


class SecretField(QLineEdit):
    """Masked, with an eye to look behind the mask; never offers its text to a clipboard while masked (Qt's rule)."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._name = name
        self._eye = QAction(self)
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._show)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._show(False)

    def _show(self, shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._eye.setIcon(icon("eye-off" if shown else "eye", Colors.current().muted))
        self._eye.setToolTip((self.tr("Hide the {0}") if shown else self.tr("Show the {0}")).format(self._name))
