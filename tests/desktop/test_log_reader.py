"""The log of a long deployment, from a real daemon."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import long_log
import pytest

from motia_desktop import log_reader
from motia_desktop.log_reader import LogReader
from motia_desktop.models.log_filter import Level, LogFilter
from motia_desktop.models.log_lines import LogLines
from motia_desktop.stores.connection import Connection, Link
from motia_desktop.tasks import Tasks
from motia_desktop.widgets.ansi import visible
from motia_desktop.widgets.log_selection import Selection, Spot
from motiad.client import DaemonClient, launch
from motiad.errors import MotiadError
from motiad.paths import Paths
from motiad.store import Retention, SqliteStore

pytestmark = pytest.mark.qt
Until = Callable[..., Awaitable[None]]
LINES = 5000


class Reading:
    """A log, read."""

    def __init__(self, client: DaemonClient) -> None:
        self.errors: list[MotiadError] = []
        self.tasks = Tasks(self.errors.append)
        self.connection = Connection()
        self.lines = LogLines()
        self.reader = LogReader(self.connection, self.lines, self.tasks)
        self.connection.become(Link.ONLINE, client=client)
        self.tasks.start(self.reader.run())


@pytest.fixture
async def reading(tmp_path: Path, until: Until) -> AsyncIterator[Reading]:
    paths = Paths.under(tmp_path / "base")
    await long_log.write(paths, LINES)
    info = await launch(paths)
    try:
        async with DaemonClient(info.url, info.token) as client:
            reading = Reading(client)
            reading.lines.show_deployment(await client.status(long_log.ID))
            await until(lambda: reading.lines.paged)
            yield reading
            await reading.tasks.close()
            assert reading.errors == []
    finally:
        os.kill(info.pid, signal.SIGTERM)


async def test_any_line_is_fetched_when_it_is_looked_at(reading: Reading, until: Until) -> None:
    lines = reading.lines
    assert (len(lines), lines.first, lines.last) == (LINES, 1, LINES)
    for row in (0, 2500, 4999):
        await until(lambda row=row: lines.row(row) is not None)
        shown = lines.row(row)
        assert shown is not None
        assert (shown.text, shown.group) == (long_log.text_of(row + 1), "Build" if row < 4500 else "Deploy")
        assert shown.time
    assert lines.in_memory < 2000


async def test_filters_by_phase_and_level(reading: Reading, until: Until) -> None:
    lines = reading.lines
    lines.set_filter(LogFilter("deploy"))
    await until(lambda: lines.complete)
    assert (len(lines), lines.number(0)) == (500, 4501)
    lines.set_filter(LogFilter(None, Level.ERRORS))
    await until(lambda: lines.complete)
    assert [lines.number(row) for row in range(len(lines))] == [1000, 2000, 3000, 4000, 5000]
    lines.set_filter(LogFilter("build", Level.WARNINGS))
    lines.set_filter(LogFilter())
    assert len(lines) == LINES


async def test_finds_from_where_the_reader_is_and_goes_round(reading: Reading, until: Until) -> None:
    lines, search = reading.lines, reading.lines.search
    reading.reader.begin_at(3000)
    found: list[int] = []
    search.changed.connect(lambda: found.append(search.next(2999) or 0))
    search.look_for(r"step-\d+999\.", regex=True)
    await until(lambda: not search.working)
    assert next(filter(None, found)) == 3999
    assert [search.next(number) for number in (0, 999, 4999)] == [1999, 1999, 1999]
    assert len(search) == 4
    lines.set_filter(LogFilter("deploy"))
    await until(lambda: lines.complete and not search.working)
    assert len(search) == 1
    search.look_for("(a+)+$", regex=True)
    search.look_for("")
    assert len(search) == 0


async def test_copies_and_saves_what_is_not_in_memory(reading: Reading, tmp_path: Path, monkeypatch) -> None:
    said: list[str] = []
    reading.reader.progress.connect(said.append)
    copied = await reading.reader.copied(Selection(Spot(4000, 3), Spot(999, 2)))
    whole = [visible(long_log.text_of(number)) for number in range(1000, 4002)]
    assert copied.split("\n") == [whole[0][2:], *whole[1:-1], whole[-1][:3]]
    path = tmp_path / "whole.log"
    await reading.reader.save(path, times=False)
    assert path.read_text().splitlines() == [visible(long_log.text_of(number)) for number in range(1, LINES + 1)]
    assert said[-2:] == ["Saving… 100 %", ""]
    assert list(tmp_path.glob(".*")) == []
    reading.lines.set_filter(LogFilter("deploy", Level.ERRORS))
    await reading.reader.save(path, times=True)
    assert path.read_text().endswith(f" {visible(long_log.text_of(5000))}\n")
    assert len(path.read_text().splitlines()) == 1
    monkeypatch.setattr(log_reader, "MOST_COPIED", 10)
    with pytest.raises(MotiadError, match="too much"):
        await reading.reader.copied(Selection(Spot(0, 0), Spot(10, 0)))
    with pytest.raises(MotiadError, match="could not be saved"):
        await reading.reader.save(tmp_path / "nowhere" / "x.log", times=False)


async def test_says_that_lines_were_removed(tmp_path: Path, until: Until) -> None:
    paths = Paths.under(tmp_path / "base")
    await long_log.write(paths, LINES)
    store = await SqliteStore.open(paths.store_file)
    assert (await store.prune(Retention(log_bytes=1), long_log.START)).logs == 1
    await store.close()
    info = await launch(paths)
    try:
        async with DaemonClient(info.url, info.token) as client:
            reading = Reading(client)
            reading.lines.show_deployment(await client.status(long_log.ID))
            await until(lambda: reading.lines.paged)
            assert (len(reading.lines), reading.lines.dropped) == (1, LINES)
            shown = reading.lines.row(0)
            assert shown is not None
            assert "were removed" in shown.text
            await reading.tasks.close()
    finally:
        os.kill(info.pid, signal.SIGTERM)


async def test_what_is_there_stays_while_the_daemon_is_away(reading: Reading, until: Until) -> None:
    await until(lambda: reading.lines.row(0) is not None)
    reading.connection.become(Link.OFFLINE)
    reading.lines.row(3000)
    await asyncio.sleep(0.05)
    assert reading.lines.row(0) is not None
    assert reading.lines.row(3000) is None
