"""Which steps of the table are shown, and in which order."""

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel

from motia_desktop.models.step_rows import StepRow
from motia_desktop.models.steps import ROW_ROLE, SORT_ROLE
from motia_desktop.widgets.mark import Mark
from motiad.contract.deployment import Language, StepType

Index = QModelIndex | QPersistentModelIndex


class StepFilter(QSortFilterProxyModel):
    """Those with a text in their path, and of a state, a language, a type where one is chosen."""

    def __init__(self, source: QAbstractItemModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._mark: Mark | None = None
        self._language: Language | None = None
        self._type: StepType | None = None
        self.setSourceModel(source)
        self.setSortRole(SORT_ROLE)

    @property
    def narrowed(self) -> bool:
        """Whether anything may be hidden."""
        return bool(self._text) or (self._mark, self._language, self._type) != (None, None, None)

    def search(self, text: str) -> None:
        """Show those with `text` in their path, in whatever case."""
        self._text = text.strip().casefold()
        self.invalidate()

    def narrow(self, mark: Mark | None, language: Language | None, kind: StepType | None) -> None:
        """Show those of a state, a language, a type; None is any."""
        self._mark, self._language, self._type = mark, language, kind
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        """Whether a row is shown (called by Qt)."""
        source = self.sourceModel()
        step: StepRow = source.index(row, 0, parent).data(ROW_ROLE)
        return (
            self._text in step.path.casefold()
            and self._mark in (None, step.mark)
            and self._language in (None, step.language)
            and self._type in (None, step.type)
        )
