"""The fields that say which cloud a deployment goes to, and with which key."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from motia_desktop.orders import LOCAL, MOTIA
from motia_desktop.widgets.label import Label
from motia_desktop.widgets.secret_field import SecretField

URL = "url"
KINDS = (LOCAL, MOTIA, URL)


class TargetFields(QWidget):
    """A cloud, its address where it is none of the known ones, and its key where it needs one."""

    changed = Signal()
    """Something was chosen or typed."""
    cloud_chosen = Signal(str)
    """The cloud changed, so its saved key may be looked up."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._saved = False
        self._words = {
            LOCAL: (self.tr("Local cloud"), self.tr("On this machine only. No account needed.")),
            MOTIA: (self.tr("Motia Cloud"), self.tr("Deploys to your account at Motia Cloud.")),
            URL: (self.tr("Another cloud…"), self.tr("The address of a cloud that speaks Motia's API.")),
        }
        self.cloud = QComboBox()
        self.cloud.setAccessibleName(self.tr("Deploy to"))
        for kind in KINDS:
            self.cloud.addItem(self._words[kind][0], kind)
        self.address = QLineEdit()
        self.address.setAccessibleName(self.tr("Address of the cloud"))
        self.address.setPlaceholderText("https://cloud.example.com")
        self.hint = Label(role="muted", factor=0.94, wrap=True)
        self.key = SecretField(self.tr("API key"))
        self.key_label = Label(self.tr("API key"), weight=QFont.Weight.Medium)
        self.key_hint = Label(role="muted", factor=0.94, wrap=True)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.addWidget(Label(self.tr("Deploy to"), weight=QFont.Weight.Medium), 0, 0)
        grid.addWidget(self.key_label, 0, 1)
        grid.addWidget(self.cloud, 1, 0)
        grid.addWidget(self.key, 1, 1)
        grid.addWidget(self.address, 2, 0)
        grid.addWidget(self.hint, 3, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.key_hint, 3, 1, Qt.AlignmentFlag.AlignTop)
        self.cloud.currentIndexChanged.connect(self._chosen)
        self.address.editingFinished.connect(self._chosen)
        for field in (self.address, self.key):
            field.textChanged.connect(self.changed)
        self._chosen()

    @property
    def target(self) -> str:
        """The chosen cloud: `local`, `motia` or a URL; empty while no address is typed."""
        kind = str(self.cloud.currentData())
        return self.address.text().strip() if kind == URL else kind

    @property
    def api_key(self) -> str | None:
        """The key that was typed, where one is needed."""
        typed = self.key.text().strip()
        return typed if typed and self.target != LOCAL else None

    @property
    def ready(self) -> bool:
        """Whether it is known where to and with which key."""
        return bool(self.target) and (self.target == LOCAL or self._saved or self.api_key is not None)

    def choose(self, cloud: str) -> None:
        """Choose `local`, `motia` or a URL."""
        kind = cloud if cloud in (LOCAL, MOTIA) else URL
        self.address.setText(cloud if kind == URL else "")
        self.cloud.setCurrentIndex(KINDS.index(kind))
        self._chosen()

    def key_is_saved(self, cloud: str, saved: bool, *, lasting: bool = True) -> None:
        """Tell whether there is a key for a cloud, and whether one that is typed will last: there is a keyring."""
        if cloud != self.target:
            return
        self._saved = saved
        self.key.setPlaceholderText(self.tr("Saved") if saved else self.tr("Paste your key"))
        kept = (
            self.tr("Will be kept in this computer's keyring only.")
            if lasting
            else self.tr("No keyring here: forgotten on quitting.")
        )
        self.key_hint.setText(self.tr("Leave empty to use the saved key.") if saved else kept)
        self.changed.emit()

    def _chosen(self) -> None:
        kind = str(self.cloud.currentData())
        self.hint.setText(self._words[kind][1])
        self.address.setVisible(kind == URL)
        for widget in (self.key, self.key_label, self.key_hint):
            widget.setVisible(kind != LOCAL)
        self.key_is_saved(self.target, False)
        if kind != LOCAL and self.target:
            self.cloud_chosen.emit(self.target)
        self.changed.emit()
