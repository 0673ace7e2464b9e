"""The tray with a window's door before it: what is told, and when. Its real bus is in `test_session.py`."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, time
from pathlib import Path

import pytest
import states

from motia_desktop.clock import now
from motia_desktop.preferences import Preferences
from motia_desktop.stores.connection import Link
from motia_desktop.tray.app import Tray
from motia_desktop.tray.window_door import WindowDoor
from motia_desktop.tray.wish import Wish
from motiad.contract.deployment import DeploymentData
from motiad.paths import Paths

pytestmark = pytest.mark.qt


class Desk:
    """A tray on a desktop without a bus, a window that says what is in front, and the time of day."""

    def __init__(self, base: Path) -> None:
        paths = Paths.under(base)
        self.hour = 12
        self.front = ""
        self.settings = Preferences(paths.config)
        self.tray = Tray(paths, clock=lambda: datetime(2026, 3, 1, self.hour).astimezone(), together_millis=3_600_000)
        self.tray.store.added.connect(self.tray._added)
        self.tray.store.ended.connect(self.tray._ended)
        self.told: list[list[str]] = []
        self.tray.digest.gathered.connect(lambda ends: self.told.append([data.id for data in ends]))
        self.asked: list[tuple[str, str]] = []
        self.door = WindowDoor(paths, lambda: self.front)
        self.door.wanted.connect(lambda *what: self.asked.append(what))
        assert self.door.open()

    async def end(self, *ends: DeploymentData) -> list[list[str]]:
        """Have deployments run and end; return what was told of it."""
        del self.told[:]
        for data in ends:
            self.tray.store.put(states.building().model_copy(update={"id": data.id}))
            self.tray.store.put(data)
        return await self.gathered()

    async def gathered(self) -> list[list[str]]:
        """Let the time be over in which others are waited for, once note was taken of all."""
        async with asyncio.timeout(60):
            while self.tray.tasks._running:
                await asyncio.sleep(0.005)
        self.tray.digest._tell()
        return self.told


@pytest.fixture
async def desk(tmp_path: Path, qapp, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.setattr("motia_desktop.tray.window_link.ANSWER_SECONDS", 60)
    desk = Desk(tmp_path)
    yield desk
    desk.door.close()
    await desk.tray.tasks.close()
    desk.tray.digest._timer.stop()
    desk.tray.menu.deleteLater()


async def test_levels_count_at_once(desk: Desk) -> None:
    good, bad, cancelled = states.completed(id="good"), states.failed(id="bad"), states.cancelled()
    assert await desk.end(good) == [["good"]]
    desk.settings.notify = "failures"
    assert await desk.end(states.completed(id="good-2"), bad, cancelled) == [["bad"]]
    desk.settings.notify = "none"
    assert await desk.end(states.completed(id="good-3"), states.failed(id="bad-3")) == []


async def test_quiet_hours_are_quiet(desk: Desk) -> None:
    desk.settings.quiet_hours = time(22), time(7)
    desk.hour = 23
    assert await desk.end(states.failed(id="night")) == []
    desk.hour = 8
    assert await desk.end(states.failed(id="morning")) == [["morning"]]


async def test_what_ends_together_is_one_piece_of_news(desk: Desk) -> None:
    ends = [states.completed(id=f"dep-{n}") for n in range(4)]
    assert await desk.end(*ends) == [[data.id for data in ends]]


async def test_silence_about_what_is_in_front_only(desk: Desk) -> None:
    desk.front = "seen"
    assert await desk.end(states.completed(id="seen"), states.completed(id="unseen")) == [["unseen"]]
    desk.door.close()
    assert await desk.end(states.completed(id="later")) == [["later"]]


async def test_news_from_before_its_time_is_old(desk: Desk) -> None:
    desk.tray.store.put(states.completed(id="old", completed_at=now() - 60_000))
    assert await desk.gathered() == []
    desk.tray.store.put(states.completed(id="missed", completed_at=now() + 1000))  # ended while nobody was connected
    assert await desk.gathered() == [["missed"]]


async def test_wishes_go_to_the_window_that_is_there(desk: Desk, until) -> None:
    for wish in (Wish.OPEN, Wish.LOG, Wish.AGAIN):
        desk.tray.wish("dep-1", wish)
    await until(lambda: len(desk.asked) == 3)
    assert sorted(desk.asked) == [("again", "dep-1"), ("log", "dep-1"), ("open", "dep-1")]


async def test_the_icon_and_the_menu_follow(desk: Desk) -> None:
    tray = desk.tray
    tray.connection.become(Link.ONLINE)
    tray.store.put(states.uploading())
    tray._show()
    assert tray.menu.entries[0].menu.title() == "order-desk 9c41e07 · Uploading · 47 %"
