"""The names of a table's columns, at the side of their cells that is read first."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QStyleOptionHeader, QWidget

from motia_desktop.widgets.mirrored import aligned


class ColumnHeader(QHeaderView):
    """Qt itself leaves names at the left where the rest of a table is turned round."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)  # as a table's own; to sort by

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, section: int) -> None:
        """Say how a name is drawn (called by Qt)."""
        super().initStyleOptionForIndex(option, section)
        across = option.textAlignment & Qt.AlignmentFlag.AlignHorizontal_Mask
        down = option.textAlignment & Qt.AlignmentFlag.AlignVertical_Mask
        option.textAlignment = aligned(across, self.layoutDirection()) | down
