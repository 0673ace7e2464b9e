"""A thin line between two parts."""

from PySide6.QtWidgets import QFrame, QWidget


class Rule(QFrame):
    """One pixel high, as wide as there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "line")
        self.setFixedHeight(1)
