"""Brings a log's lines from the daemon: the pages that are looked at, and all of them, page by page, to filter, find,
copy and save. Nothing here waits for the whole log, and nothing keeps it."""

import asyncio
import errno
import os
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from motia_desktop.formats import stamp
from motia_desktop.models.log_lines import PAGE, Line, LogLines
from motia_desktop.stores.connection import Connection
from motia_desktop.tasks import Tasks
from motia_desktop.widgets.ansi import visible
from motia_desktop.widgets.log_line import read_line
from motia_desktop.widgets.log_selection import Selection
from motiad.client import DaemonClient
from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import Phase
from motiad.contract.http import LogPage
from motiad.errors import MotiadError

CALM_SECONDS = 0.1
"""From one look for new lines to the next."""
SCANNED = 350
"""Lines that are read at once to be looked through; the window waits for no more than what that takes."""
AT_A_STRETCH = 50
"""Lines that are looked through before the window gets its turn."""
MOST_COPIED = 200_000
"""Lines that fit on a clipboard."""
ASKED = 4
"""Pages that are still of interest: who scrolls fast leaves the others behind."""


class LogReader(QObject):
    """Serves one `LogLines`; `run` is its only task besides searches."""

    progress = Signal(str)
    """What is being done with the whole log, or nothing."""

    def __init__(self, connection: Connection, lines: LogLines, tasks: Tasks) -> None:
        super().__init__()
        self._connection = connection
        self._lines = lines
        self._tasks = tasks
        self._woken = asyncio.Event()
        self._asked: list[tuple[int, int]] = []
        self._fetching = False
        self._searched = 0
        self._origin = 0
        lines.told.connect(self._wake)
        lines.wanted.connect(self._want)
        lines.search.asked.connect(self._search_asked)
        connection.changed.connect(self._wake)

    def _wake(self) -> None:
        self._woken.set()  # Qt keeps no good count of slots that are no object's of its own

    def begin_at(self, number: int) -> None:
        """Let the next search begin at a line, and go round."""
        self._origin = number

    async def run(self) -> None:
        """Keep up with the daemon until cancelled; while it is away, what is there stays."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            try:
                if self._connection.online and self._lines.deployment_id:
                    await self._catch_up(self._connection.client)
            except MotiadError:
                pass  # the window says elsewhere that the daemon is away; `changed` wakes this when it is back
            await asyncio.sleep(CALM_SECONDS)

    async def _catch_up(self, client: DaemonClient) -> None:
        lines, deployment = self._lines, self._lines.deployment_id
        after = lines.last if lines.paged else 0
        page = await client.logs(deployment, after=after, limit=PAGE)
        if page.lines:
            last = await self._last(client, deployment, page)
            if deployment != lines.deployment_id:
                return
            if not lines.paged:
                lines.begin_paged(page.lines[0].number, last, page.dropped or 0)
            lines.put(_lines(page))
            lines.extend(last)
        await self._filter(client, deployment)
        if lines.search.active and not lines.search.working and lines.paged and self._searched < lines.last:
            await self._search([(self._searched + 1, lines.last)])

    async def _last(self, client: DaemonClient, deployment: str, page: LogPage) -> int:
        """Return the number of the newest line: by ever longer steps, then ever shorter ones."""
        known, step = page.lines[-1].number, PAGE
        if len(page.lines) < PAGE:
            return known
        high = 0
        while not high or high - known > 1:
            probe = known + step if not high else (known + high) // 2
            found = (await client.logs(deployment, after=probe, limit=PAGE)).lines
            if found:
                known = found[-1].number
                if len(found) < PAGE:
                    return known
                step *= 2
            else:
                high = probe + 1
        return known

    async def _filter(self, client: DaemonClient, deployment: str) -> None:
        lines = self._lines
        while not lines.complete and lines.paged:
            wanted, after = lines.filter, lines.scanned
            page = await client.logs(deployment, phase=wanted.phase, after=after, limit=SCANNED)
            if (deployment, wanted) != (lines.deployment_id, lines.filter):
                return
            ended = len(page.lines) < SCANNED
            upto = page.lines[-1].number if page.lines else after
            lines.scan(_lines(page), max(upto, lines.last) if ended else upto)
            await asyncio.sleep(0)

    def _want(self, after: int, limit: int) -> None:
        self._asked = [*self._asked[1 - ASKED :], (after, limit)]
        if not self._fetching:
            self._fetching = True
            self._tasks.start(self._fetch(), lambda _: None)

    async def _fetch(self) -> None:
        try:
            while self._asked:
                after, limit = self._asked.pop()
                lines, deployment = self._lines, self._lines.deployment_id
                page = await self._connection.client.logs(deployment, after=after, limit=limit)
                if deployment == lines.deployment_id and lines.paged:
                    if page.dropped and not lines.dropped and page.lines:  # meanwhile: one line that says so is left
                        lines.begin_paged(page.lines[0].number, page.lines[-1].number, page.dropped)
                    lines.put(_lines(page))
        finally:
            self._fetching = False

    def _search_asked(self) -> None:
        lines = self._lines
        if lines.paged:
            start = min(max(self._origin, lines.first), max(lines.last, lines.first))
            spans = [(start, lines.last), (lines.first, start - 1)]
            self._tasks.start(self._search(spans), lambda error: lines.search.give_up(error.message))

    async def _search(self, spans: Sequence[tuple[int, int]]) -> None:
        lines, generation = self._lines, self._lines.search.generation
        self._searched = max(high for _, high in spans)
        for low, high in spans:
            async for page in self.pages(low, high):
                numbers = []
                for place, line in enumerate(page):
                    if place % AT_A_STRETCH == 0:
                        await asyncio.sleep(0)
                    matches = lines.passes(line) and lines.search.matches(visible(line.text))
                    if matches is None and generation == lines.search.generation:
                        lines.search.give_up(self.tr("This expression takes too long to look for. Make it simpler."))
                        return
                    if matches:
                        numbers.append(line.number)
                if generation != lines.search.generation:
                    return
                if numbers:
                    lines.search.found(numbers, done=False)
                if lines.search.full:
                    return
        if generation == lines.search.generation:
            lines.search.found([], done=True)

    async def pages(self, low: int, high: int) -> AsyncIterator[list[Line]]:
        """Yield the lines of the filter's phase from one number to another, page by page, with room between."""
        lines, deployment = self._lines, self._lines.deployment_id
        if not lines.paged:
            yield [line for line in lines.local(low - 1) if line.number <= high]
            return
        phase: Phase | None = lines.filter.phase
        after = low - 1
        while after < high and deployment == lines.deployment_id:
            page = await self._connection.client.logs(deployment, phase=phase, after=after, limit=SCANNED)
            yield [line for line in _lines(page) if line.number <= high]
            if len(page.lines) < SCANNED:
                return
            after = page.lines[-1].number
            await asyncio.sleep(0)

    async def copied(self, selection: Selection) -> str:
        """Return what is selected as text, without colours. Raises `MotiadError` (USAGE) where it is too much."""
        lines, start, end = self._lines, selection.start, selection.end
        if selection.empty:
            return ""
        if end.row - start.row >= MOST_COPIED:
            raise MotiadError(
                ErrorCode.USAGE,
                self.tr("That is too much for the clipboard."),
                hint=self.tr("Select at most {0} lines, or save the log to a file.").format(MOST_COPIED),
            )
        rows: list[str] = []
        async for page in self.pages(lines.number(start.row), lines.number(end.row)):
            rows += [read_line(line.text).text for line in page if lines.passes(line)]
        if len(rows) == 1:
            return rows[0][start.letter : end.letter]
        if rows:
            rows[0], rows[-1] = rows[0][start.letter :], rows[-1][: end.letter]
        return "\n".join(rows)

    async def save(self, path: Path, *, times: bool) -> None:
        """Write every line that is shown into a file, without colours; it appears once it is whole.

        Raises `MotiadError` (STORAGE_FULL, USAGE) when it cannot be written.
        """
        lines = self._lines
        part = path.with_name(f".{path.name}.part")
        first, last = lines.first, lines.last
        try:
            with part.open("w", encoding="utf-8") as file:
                async for page in self.pages(first, last):
                    shown = [_saved(line, times) for line in page if lines.passes(line)]
                    await asyncio.to_thread(file.writelines, shown)
                    if page:
                        percent = 100 * (page[-1].number - first + 1) // max(last - first + 1, 1)
                        self.progress.emit(self.tr("Saving… {0} %").format(percent))
            await asyncio.to_thread(os.replace, part, path)
        except OSError as error:
            code = ErrorCode.STORAGE_FULL if error.errno == errno.ENOSPC else ErrorCode.USAGE
            words = self.tr("The log could not be saved as {0}: {1}.").format(path, (error.strerror or "").lower())
            raise MotiadError(code, words, hint=self.tr("Choose another folder.")) from None
        finally:
            part.unlink(missing_ok=True)
            self.progress.emit("")


def _lines(page: LogPage) -> list[Line]:
    return [Line(line.number, line.phase, line.text, line.at) for line in page.lines]


def _saved(line: Line, times: bool) -> str:
    before = f"{stamp(line.at, '%Y-%m-%d %H:%M:%S')}.{line.at % 1000:03d} " if times and line.at is not None else ""
    return f"{before}{visible(line.text)}\n"
