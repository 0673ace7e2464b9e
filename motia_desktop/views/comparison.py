"""Two deployments side by side."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from motia_desktop.formats import moment
from motia_desktop.models.compared_rows import ComparedRowsModel
from motia_desktop.models.comparison import Side, compare, different
from motia_desktop.widgets.label import ElidedLabel
from motia_desktop.widgets.placeholder_table import PlaceholderTable
from motia_desktop.wording import environment, name
from motiad.contract.deployment import DeploymentData


class ComparisonDialog(QDialog):
    """The older one is always before, the newer one after."""

    def __init__(self, one: Side, two: Side, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Compare two deployments"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        before, after = sorted((one, two), key=lambda side: side.data.started_at or 0)
        self._rows = compare(before, after)
        self.before = ElidedLabel(
            self.tr("Before: {what}").format(what=_title(before.data)), weight=QFont.Weight.DemiBold
        )
        self.after = ElidedLabel(self.tr("After: {what}").format(what=_title(after.data)), weight=QFont.Weight.DemiBold)
        self.model = ComparedRowsModel(self)
        self.table = PlaceholderTable(self.tr("Differences"), self.tr("There is no difference."))
        self.table.setModel(self.model)
        self.table.setProperty("role", "form")
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 12)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for section in (1, 2):
            self.table.setColumnWidth(section, self.fontMetrics().averageCharWidth() * 26)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.ResizeToContents)
        self.only_different = QCheckBox(self.tr("Only what is different"))
        self.only_different.setChecked(True)
        self.only_different.toggled.connect(self._show)
        self.close_button = QPushButton(self.tr("Close"))
        self.close_button.clicked.connect(self.accept)
        names = QHBoxLayout()
        names.setSpacing(24)
        names.addWidget(self.before, 1)
        names.addWidget(self.after, 1)
        frame = QFrame()
        frame.setProperty("role", "card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 6)
        inside.addWidget(self.table)
        foot = QHBoxLayout()
        foot.addWidget(self.only_different, 1)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addLayout(names)
        column.addWidget(frame, 1)
        column.addLayout(foot)
        self.resize(860, 600)
        self._show()

    def _show(self) -> None:
        rows = different(self._rows) if self.only_different.isChecked() else self._rows
        self.model.show_rows(rows)
        self.table.clearSpans()
        for number, row in enumerate(rows):
            if row.kind == "heading":
                self.table.setSpan(number, 0, 1, 4)


def _title(data: DeploymentData) -> str:
    when = moment(data.started_at) if data.started_at else None
    return " · ".join(part for part in (name(data), data.version, environment(data), when) if part)
