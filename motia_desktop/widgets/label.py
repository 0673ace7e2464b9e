"""Labels that only ever show plain text."""

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QWidget

from motia_desktop.formats import plain
from motia_desktop.theme.fonts import mono_font, scaled

Role = Literal["text", "muted", "danger", "warning", "code"]


class Label(QLabel):
    """A label that never reads its text as markup."""

    def __init__(
        self,
        text: str = "",
        *,
        role: Role = "text",
        factor: float = 1.0,
        weight: QFont.Weight = QFont.Weight.Normal,
        mono: bool = False,
        wrap: bool = False,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setFont(mono_font(self.font(), 0.95 * factor) if mono else scaled(self.font(), factor, weight))
        self.setWordWrap(wrap)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.setText(text)


class ElidedLabel(Label):
    """One line that is cut with an ellipsis where there is no room; the tool tip then has all of it."""

    def __init__(
        self,
        text: str = "",
        *,
        role: Role = "text",
        factor: float = 1.0,
        weight: QFont.Weight = QFont.Weight.Normal,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, role=role, factor=factor, weight=weight, parent=parent)
        self._mode = mode
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        """Show another text on one line."""
        super().setText(" ".join(text.splitlines()))
        self._tip()

    def minimumSizeHint(self) -> QSize:
        """Return the room for a few letters (called by Qt)."""
        return QSize(self.fontMetrics().averageCharWidth() * 6, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Decide anew whether text is cut (called by Qt)."""
        super().resizeEvent(event)
        self._tip()

    def _tip(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(self.text()) > self.width()
        self.setToolTip(plain(self.text()) if cut else "")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw (called by Qt)."""
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self.text(), self._mode, self.width())
        self.style().drawItemText(
            painter,
            self.rect(),
            int(QStyle.visualAlignment(self.layoutDirection(), self.alignment() | Qt.AlignmentFlag.AlignVCenter)),
            self.palette(),
            self.isEnabled(),
            text,
            self.foregroundRole(),
        )
        painter.end()


class Paragraph(Label):
    """Centred text of a fixed width, as high as it needs to be: a layout that centres cannot find that out."""

    def __init__(self, letters: int, *, factor: float = 1.0, parent: QWidget | None = None) -> None:
        super().__init__(role="muted", factor=factor, wrap=True, selectable=True, parent=parent)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setFixedWidth(self.fontMetrics().averageCharWidth() * letters)

    def setText(self, text: str) -> None:
        """Show another text."""
        super().setText(text)
        self.setFixedHeight(max(self.heightForWidth(self.width()), 1))
