"""What came of a deployment that has completed: whether it is live, and where it can be reached."""

from functools import partial

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QFont, QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from motia_desktop.formats import plain
from motia_desktop.models.liveness import Liveness
from motia_desktop.models.outputs import Output, outputs_of
from motia_desktop.theme.colors import Colors
from motia_desktop.theme.icons import icon
from motia_desktop.widgets.action_button import ActionButton
from motia_desktop.widgets.label import ElidedLabel, Label
from motia_desktop.widgets.mark import Mark, MarkWidget
from motia_desktop.wording import environment
from motiad.contract.deployment import DeploymentData

MOST = 4
"""Outputs that are shown; the others can be copied."""


class ResultPanel(QFrame):
    """Hidden until there is something to say."""

    copied = Signal(str)
    """Something is on the clipboard: what, in words."""

    def __init__(self, open_cloud: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName(self.tr("Result"))
        self._shown: tuple[object, ...] = ()
        self.mark = MarkWidget(18)
        self.title = ElidedLabel(weight=QFont.Weight.DemiBold)
        self.text = Label(role="muted", wrap=True)
        self.button = ActionButton(open_cloud)
        self.outputs = QGridLayout()
        self.outputs.setContentsMargins(0, 2, 0, 0)
        self.outputs.setHorizontalSpacing(10)
        self.outputs.setVerticalSpacing(0)
        self.outputs.setColumnStretch(1, 1)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.mark)
        head.addWidget(self.title, 1)
        head.addWidget(self.button)
        words = QVBoxLayout()
        words.setContentsMargins(30, 0, 0, 0)  # under the title
        words.setSpacing(2)
        words.addWidget(self.text)
        words.addLayout(self.outputs)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 10, 10)
        column.setSpacing(2)
        column.addLayout(head)
        column.addLayout(words)

    def show_result(self, data: DeploymentData, live: Liveness | None) -> None:
        """Show what is known of a deployment's end, or nothing before it."""
        self.setVisible(live is not None)
        if live is None:
            return
        found = outputs_of(data)
        if self._shown == (data.id, live, found):
            return
        self._shown = (data.id, live, found)
        where = environment(data)
        self.mark.show_mark(Mark.WAITING if live is Liveness.UNPROVEN else Mark.DONE)
        self.title.setText(self._headline(live, where))
        self.text.setText(self._explained(live))
        self._list(found)

    def _headline(self, live: Liveness, where: str | None) -> str:
        if live is Liveness.LIVE:
            return self.tr("Live on the local cloud")
        if live is Liveness.UNPROVEN:
            return self.tr("Completed, and may still need promoting")
        return self.tr("The first deployment to {environment}").format(environment=where)

    def _explained(self, live: Liveness) -> str:
        if live is Liveness.LIVE:
            return self.tr("The local cloud has every step, queue, endpoint and schedule; nothing needs promoting.")
        if live is Liveness.UNPROVEN:
            return self.tr(
                "Only an environment's first deployment is live at once. Any later one is live once it is promoted in "
                "Motia Cloud."
            )
        return self.tr(
            "An environment's first deployment is live at once, and this machine knows of none before it. If there was "
            "one from elsewhere, promote this one in Motia Cloud."
        )

    def _list(self, found: tuple[Output, ...]) -> None:
        while (taken := self.outputs.takeAt(0)) is not None:
            if (widget := taken.widget()) is not None:
                widget.deleteLater()
        for number, output in enumerate(found[:MOST]):
            label = Label(output.label, role="muted")
            value = ElidedLabel(output.value, mode=Qt.TextElideMode.ElideMiddle)
            value.setAccessibleName(f"{output.label}: {output.value}")
            self.outputs.addWidget(label, number, 0)
            self.outputs.addWidget(value, number, 1)
            if output.url:
                open_it = self._button("open", self.tr("Open {label}").format(label=output.label))
                open_it.clicked.connect(partial(QDesktopServices.openUrl, QUrl(output.url)))
                self.outputs.addWidget(open_it, number, 2)
            copy = self._button("copy", self.tr("Copy {label}").format(label=output.label))
            copy.clicked.connect(partial(self._copy, output.label, output.value))
            self.outputs.addWidget(copy, number, 3)
        if len(found) > MOST:
            rest = self.tr("and %n more", "", len(found) - MOST)
            self.outputs.addWidget(Label(rest, role="muted"), MOST, 0, 1, 2)
            copy = self._button("copy", self.tr("Copy all outputs"))
            everything = "\n".join(f"{output.label}: {output.value}" for output in found)
            copy.clicked.connect(partial(self._copy, self.tr("All outputs"), everything))
            self.outputs.addWidget(copy, MOST, 3)

    def _button(self, drawing: str, name: str) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(drawing, Colors.current().text))
        button.setProperty("drawing", drawing)
        button.setToolTip(plain(name))
        button.setAccessibleName(name)
        return button

    def _copy(self, label: str, value: str) -> None:
        QGuiApplication.clipboard().setText(value)
        self.copied.emit(label)

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icons in the colours of the new theme (called by Qt)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for button in self.findChildren(QToolButton):
                if drawing := button.property("drawing"):
                    button.setIcon(icon(str(drawing), Colors.current().text))
