"""What the command palette offers, and which of it a few letters mean."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex

DETAIL_ROLE = Qt.ItemDataRole.UserRole + 1
"""What kind of entry it is, or its shortcut."""
MOST = 60


@dataclass(frozen=True)
class Entry:
    """Something that can be done."""

    words: str
    kind: str
    """A menu, "Deployment" or "Project", in the person's language."""
    run: Callable[[], object]
    shortcut: str = ""


def score(letters: str, words: str) -> int | None:
    """Return how well letters that need not be neighbours mean the words; None where they are not all in there.

    Letters that follow each other and beginnings of words count most; every letter that is skipped counts against.
    """
    typed, text = letters.casefold().replace(" ", ""), words.casefold()
    points, at = 0, -1
    for letter in typed:
        found = text.find(letter, at + 1)
        if found < 0:
            return None
        begins = found == 0 or not text[found - 1].isalnum()
        later = next((place for place in _beginnings(text, found + 1) if text[place] == letter), None)
        if not begins and found != at + 1 and later is not None:
            found, begins = later, True
        points += 8 if begins else 5 if found == at + 1 else 0
        points -= min(found - at - 1, 6) if at >= 0 else min(found, 3)
        at = found
    return points


def _beginnings(text: str, start: int) -> Iterable[int]:
    return (place for place in range(start, len(text)) if text[place].isalnum() and not text[place - 1].isalnum())


class PaletteModel(QAbstractListModel):
    """The entries that are meant, best first."""

    def __init__(self, entries: Sequence[Entry], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all = entries
        self._rows: list[Entry] = list(entries[:MOST])

    def narrow(self, letters: str) -> None:
        """Show what the letters mean; without any everything in its own order."""
        rated = [(score(letters, f"{entry.words} {entry.kind}"), place) for place, entry in enumerate(self._all)]
        best = sorted((-points, place) for points, place in rated if points is not None)
        self.beginResetModel()
        order = [place for _, place in best] if letters.strip() else range(len(self._all))
        self._rows = [self._all[place] for place in order][:MOST]
        self.endResetModel()

    def entry(self, row: int) -> Entry | None:
        """Return what is in a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of entries (called by Qt)."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return an entry (called by Qt)."""
        entry = self.entry(index.row()) if index.isValid() else None
        if entry is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (entry.words, entry.kind, entry.shortcut) if part)
        return (entry.shortcut or entry.kind) if role == DETAIL_ROLE else None
