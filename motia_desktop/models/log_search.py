"""A search in a log: what is looked for, and the numbers of the lines it was found in so far."""

from array import array
from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QObject, QRegularExpression, Signal

MOST = 100_000
"""Lines that are remembered; there is no point in counting on."""
# PCRE counts the steps of a match: an expression that explodes is given up instead of holding the window.
EFFORT = "(*LIMIT_MATCH=200000)"


class LogSearch(QObject):
    """Somebody else reads the lines, and tells what was `found`."""

    changed = Signal()
    asked = Signal()
    """Lines have to be looked through, from the first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pattern: QRegularExpression | None = None
        self._numbers: array[int] = array("I")
        self.error = ""
        """What is wrong with the expression."""
        self.working = False
        self.full = False
        """Whether there are more than can be remembered."""
        self.generation = 0
        """Grows with every change of what is looked for, or where."""
        self._spans = lru_cache(maxsize=512)(self._find)

    @property
    def active(self) -> bool:
        """Whether anything is looked for."""
        return self._pattern is not None

    def look_for(self, text: str, *, regex: bool = False, case: bool = False) -> None:
        """Look for something else, or with no text for nothing."""
        option = QRegularExpression.PatternOption
        options = option.UseUnicodePropertiesOption | (option.NoPatternOption if case else option.CaseInsensitiveOption)
        self._pattern, self.error = None, ""
        if text:
            pattern = QRegularExpression(text if regex else QRegularExpression.escape(text), options)
            if pattern.isValid():
                pattern.setPattern(EFFORT + pattern.pattern())
                self._pattern = pattern
            else:
                self.error = pattern.errorString()
        self._spans = lru_cache(maxsize=512)(self._find)
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget what was found: the lines are others."""
        self._numbers = array("I")
        self.full = False
        self.generation += 1
        self.working = self.active
        self.changed.emit()
        if self.active:
            self.asked.emit()

    def give_up(self, why: str) -> None:
        """Stop: the expression costs too much."""
        self._pattern, self.working, self.error = None, False, why
        self.generation += 1
        self.changed.emit()

    def matches(self, text: str) -> bool | None:
        """Whether a visible text has it; None where finding out takes too long."""
        if self._pattern is None:
            return False
        match = self._pattern.match(text)
        return match.hasMatch() if match.isValid() else None

    def found(self, numbers: Sequence[int], *, done: bool) -> None:
        """Take line numbers in which it was found; `done` when every line has been looked through."""
        if numbers and len(self._numbers) and numbers[0] < self._numbers[-1]:
            for number in numbers:
                insort(self._numbers, number)
        else:
            self._numbers.extend(numbers)
        self.full = len(self._numbers) >= MOST
        self.working = not done and not self.full
        self.changed.emit()

    def __len__(self) -> int:
        return len(self._numbers)

    def __bool__(self) -> bool:
        return True

    def place(self, number: int | None) -> int | None:
        """Return how manieth find a line is, from 1, if it is one."""
        if number is None:
            return None
        place = bisect_left(self._numbers, number)
        return place + 1 if place < len(self._numbers) and self._numbers[place] == number else None

    def next(self, after: int) -> int | None:
        """Return the next line after a number; behind the last comes the first."""
        if not self._numbers:
            return None
        place = bisect_right(self._numbers, after)
        return self._numbers[place if place < len(self._numbers) else 0]

    def previous(self, before: int) -> int | None:
        """Return the line before a number; before the first comes the last."""
        return self._numbers[bisect_left(self._numbers, before) - 1] if self._numbers else None

    def spans(self, text: str) -> Sequence[tuple[int, int]]:
        """Return where in a visible text it stands, as starts and ends."""
        return self._spans(text) if self._pattern is not None else ()

    def _find(self, text: str) -> Sequence[tuple[int, int]]:
        spans: list[tuple[int, int]] = []
        if self._pattern is not None:
            each = self._pattern.globalMatch(text)
            while each.hasNext() and len(spans) < 200:
                match = each.next()
                if match.capturedLength():
                    spans.append((match.capturedStart(), match.capturedEnd()))
        return tuple(spans)
