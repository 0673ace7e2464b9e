"""The log of one deployment by line numbers: a bounded part of it in memory, the rest asked for when it is looked at.

Until the daemon has answered, and where there is none, the ends of the logs that the stream's item carries stand in;
their lines are then numbered as they come.
"""

from array import array
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from motia_desktop.formats import stamp
from motia_desktop.models.log_filter import LogFilter
from motia_desktop.models.log_search import LogSearch
from motia_desktop.models.log_tail import LogTail
from motia_desktop.widgets.ansi import visible
from motia_desktop.widgets.log_source import LogRow
from motia_desktop.wording import PHASE_NAMES, PHASES
from motiad.contract.deployment import DeploymentData, Phase

PAGE = 400
"""Lines that are fetched together."""
MOST_LINES = 40_000
"""Lines in memory."""
MOST_LETTERS = 16_000_000
"""Letters in memory: some logs have very long lines."""


class Line(NamedTuple):
    """A numbered line."""

    number: int
    phase: Phase
    text: str
    at: int | None
    """Milliseconds since the epoch, where that is known."""


class LogLines(QObject):
    """Rows for a view: those a filter lets through. Who fetches listens to `wanted` and answers with `put`."""

    reset = Signal()
    grew = Signal(int)
    filled = Signal()
    wanted = Signal(int, int)
    """Lines after this number, so many, are looked at and not here."""
    told = Signal()
    """There may be something to fetch: another deployment, new lines, another filter."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.search = LogSearch(self)
        self.search.changed.connect(self.filled)
        self.search.asked.connect(self._search_here)
        self.deployment_id = ""
        self.filter = LogFilter()
        self._clear()

    def _clear(self) -> None:
        self.paged = False
        """Whether the numbers are the daemon's."""
        self.first, self.last, self.scanned, self.dropped = 1, 0, 0, 0
        self._numbers: range | array[int] = range(1, 1) if self.filter.everything else array("I")
        self._cache: OrderedDict[int, Line] = OrderedDict()
        self._letters = 0
        self._asked: set[int] = set()
        self._tails = [LogTail(phase) for phase in PHASES]

    def show_deployment(self, data: DeploymentData) -> None:
        """Take the ends of the logs."""
        anew = data.id != self.deployment_id
        if anew:
            self.deployment_id = data.id
            self._clear()
            self.search.begin_anew()
            self.reset.emit()
        fresh: list[tuple[Phase, str]] = []
        for phase, tail in zip(PHASES, self._tails, strict=True):
            fresh += [(phase, text) for text in tail.take(data)[1]]
        if fresh and not self.paged:
            first = self.last + 1
            self._keep([Line(number, phase, text, None) for number, (phase, text) in enumerate(fresh, first)])
            self._grow(first + len(fresh) - 1, self.local(first - 1))
        if anew or fresh:
            self.told.emit()

    def local(self, after: int = 0) -> list[Line]:
        """Return the lines in memory after a number."""
        return [line for number, line in self._cache.items() if number > after]

    def begin_paged(self, first: int, last: int, dropped: int = 0) -> None:
        """Go over to the daemon's numbers; `dropped` lines were removed to make room."""
        self.dropped = dropped
        self._cache.clear()
        self._asked.clear()
        self._letters = 0
        self.paged, self.first, self.last, self.scanned = True, first, last, first - 1
        self._numbers = range(first, last + 1) if self.filter.everything else array("I")
        self.search.begin_anew()
        self.reset.emit()

    def set_filter(self, wanted: LogFilter) -> None:
        """Show other lines."""
        if wanted == self.filter:
            return
        self.filter = wanted
        self.scanned = self.first - 1
        self._numbers = range(self.first, self.last + 1) if wanted.everything else array("I")
        self.search.begin_anew()
        self.reset.emit()
        if not self.paged:
            self.scan(self.local(), self.last)
        self.told.emit()

    def put(self, lines: Iterable[Line]) -> None:
        """Take lines that were asked for."""
        self._keep(lines)
        self._asked.clear()
        self.filled.emit()

    def extend(self, last: int) -> None:
        """Take note that there are lines up to a number."""
        if last > self.last:
            self._grow(last, [])

    def scan(self, lines: Sequence[Line], upto: int) -> None:
        """Take lines of the wanted phase; all up to number `upto` have been seen then."""
        if isinstance(self._numbers, array):
            passed = [line for line in lines if self.scanned < line.number and self.passes(line)]
            self._numbers.extend(line.number for line in passed)
            self._keep(passed)
            self.scanned = max(upto, self.scanned)
            if passed:
                self.grew.emit(len(passed))

    def _search_here(self, after: int = 0) -> None:
        """Look through what there is; the daemon's lines are somebody else's to read."""
        if not self.paged:
            numbers = [
                line.number
                for line in self.local(after)
                if self.passes(line) and self.search.matches(visible(line.text))
            ]
            self.search.found(numbers, done=True)

    def passes(self, line: Line) -> bool:
        """Whether the filter lets a line through."""
        return self.filter.wants(line.phase, line.text)

    def _grow(self, last: int, lines: Sequence[Line]) -> None:
        count = last - self.last
        self.last = last
        if isinstance(self._numbers, range):
            self._numbers = range(self.first, last + 1)
            self.grew.emit(count)
        elif not self.paged:
            self.scan(lines, last)
        if self.search.active:
            self._search_here(last - count)

    def _keep(self, lines: Iterable[Line]) -> None:
        for line in lines:
            old = self._cache.pop(line.number, None)
            self._letters += len(line.text) - (len(old.text) if old else 0)
            self._cache[line.number] = line
        while len(self._cache) > MOST_LINES or self._letters > MOST_LETTERS:
            _, gone = self._cache.popitem(last=False)
            self._letters -= len(gone.text)

    @property
    def complete(self) -> bool:
        """Whether every line has been looked at that the filter may let through."""
        return isinstance(self._numbers, range) or self.scanned >= self.last

    @property
    def in_memory(self) -> int:
        """How many lines are held."""
        return len(self._cache)

    def number(self, row: int) -> int:
        """Return the number of a row's line."""
        return self._numbers[row]

    def row_of(self, number: int) -> int:
        """Return the row of a line, or of the next one that is shown."""
        if isinstance(self._numbers, range):
            return min(max(number - self.first, 0), max(len(self._numbers) - 1, 0))
        low, high = 0, len(self._numbers)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self._numbers[middle] < number else (low, middle)
        return min(low, max(len(self._numbers) - 1, 0))

    def line(self, number: int) -> Line | None:
        """Return a line that is in memory."""
        return self._cache.get(number)

    def __len__(self) -> int:
        return len(self._numbers)

    def __bool__(self) -> bool:
        return True

    def row(self, place: int) -> LogRow | None:
        """Return a row, or ask for it."""
        if not 0 <= place < len(self._numbers):
            return None
        number = self._numbers[place]
        line = self._cache.get(number)
        if line is None:
            self._ask(number)
            return None
        time = "" if line.at is None else f"{stamp(line.at, '%H:%M:%S')}.{line.at % 1000:03d}"
        return LogRow(line.text, time, PHASE_NAMES[line.phase])

    def spans(self, text: str) -> Sequence[tuple[int, int]]:
        """Return where the search finds something in a line's visible text."""
        return self.search.spans(text)

    def _ask(self, number: int) -> None:
        after = (number - 1) // PAGE * PAGE if isinstance(self._numbers, range) else number - 1
        if self.paged and after not in self._asked:
            self._asked.add(after)
            self.wanted.emit(after, PAGE)
