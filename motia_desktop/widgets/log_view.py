"""Lines of a log, in terminal colours, following the newest only while the newest is in view."""

from collections import deque
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, Qt
from PySide6.QtGui import QColor, QFont, QResizeEvent, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget

from motia_desktop.theme.colors import Colors
from motia_desktop.theme.fonts import mono_font
from motia_desktop.widgets.ansi import PLAIN, Style, runs

MAX_LINES = 50_000
"""Older lines leave the view; the daemon's store keeps them."""


def _ink(style: Style, colors: Colors) -> QColor:
    if style.color is None:
        return QColor(colors.muted if style.faint else colors.text)
    dark = colors.name == "dark"
    magenta, cyan = ("#e39cf0", "#6fd3e0") if dark else ("#93279f", "#0b6a78")
    named = (colors.muted, colors.danger, colors.success, colors.warning, colors.accent, magenta, cyan, colors.text)
    return QColor(named[style.color % 8])


class LogView(QPlainTextEdit):
    """Read only; can be selected, copied and scrolled by keyboard."""

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "log")
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setMaximumBlockCount(MAX_LINES)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setPlaceholderText(placeholder)
        self.setFont(mono_font(self.font()))
        self._lines: deque[str] = deque(maxlen=MAX_LINES)
        self._unseen = 0
        self._painted = ""
        self._jump = QPushButton(self)
        self._jump.setProperty("role", "pill")
        self._jump.setCursor(Qt.CursorShape.PointingHandCursor)
        self._jump.clicked.connect(self.follow)
        self._jump.setAccessibleName("Go to the newest line")
        self._jump.hide()
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    @property
    def following(self) -> bool:
        """Whether the newest line is in view, and so will the next one be."""
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum() - 1

    def lines(self) -> Sequence[str]:
        """Return the lines as they came, colours included."""
        return tuple(self._lines)

    def clear_lines(self) -> None:
        """Forget everything."""
        self._lines.clear()
        self._unseen = 0
        self.clear()
        self._jump.hide()

    def append_lines(self, lines: Sequence[str]) -> None:
        """Add lines below; the view stays where the reader is."""
        if not lines:
            return
        following = self.following
        self._lines.extend(lines)
        self._write(lines)
        if following:
            self._to_end()
        else:
            self._unseen += len(lines)
            self._offer_jump()

    def follow(self) -> None:
        """Go to the newest line and stay there."""
        self._unseen = 0
        self._jump.hide()
        self._to_end()
        self.setFocus()

    def _to_end(self) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _write(self, lines: Sequence[str]) -> None:
        colors = Colors.current()
        self._painted = colors.name
        formats: dict[Style, QTextCharFormat] = {}
        bar = self.verticalScrollBar()
        at = bar.value()
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        with QSignalBlocker(bar):
            cursor.beginEditBlock()
            for line in lines:
                if not self.document().isEmpty():
                    cursor.insertBlock()
                for text, style in runs(line) if line else ((" ", PLAIN),):
                    if style not in formats:
                        shape = QTextCharFormat()
                        shape.setForeground(_ink(style, colors))
                        if style.bold:
                            shape.setFontWeight(QFont.Weight.Bold)
                        formats[style] = shape
                    cursor.insertText(text, formats[style])
            cursor.endEditBlock()
            bar.setValue(at)

    def _offer_jump(self) -> None:
        self._jump.setText(f"{self._unseen} new line{'' if self._unseen == 1 else 's'}")
        self._jump.setAccessibleName(f"{self._jump.text()}, go to the newest")
        self._jump.adjustSize()
        self._jump.move((self.width() - self._jump.width()) // 2, self.height() - self._jump.height() - 12)
        self._jump.show()
        self._jump.raise_()

    def _scrolled(self) -> None:
        if self.following:
            self._unseen = 0
            self._jump.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep following, and keep the button in its place (called by Qt)."""
        following = self.following
        super().resizeEvent(event)
        if following:
            self._to_end()
        elif self._unseen:
            self._offer_jump()

    def changeEvent(self, event: QEvent) -> None:
        """Write everything again in the colours of the new theme (called by Qt)."""
        super().changeEvent(event)
        repainting = event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange)
        if repainting and getattr(self, "_lines", None) and self._painted != Colors.current().name:
            following, at = self.following, self.verticalScrollBar().value()
            self.clear()
            self._write(tuple(self._lines))
            if following:
                self._to_end()
            else:
                self.verticalScrollBar().setValue(at)
