import asyncio
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalServer

from motia_desktop.tray.window_door import WindowDoor, door_name
from motia_desktop.tray.window_link import ANSWER_SECONDS, WindowLink
from motia_desktop.tray.wish import Wish
from motiad.paths import Paths

pytestmark = pytest.mark.qt


async def test_asks_a_window_and_does_without_one(tmp_path: Path) -> None:
    paths, asked = Paths.under(tmp_path), []
    link = WindowLink(paths)
    assert await link.in_front() == ""
    assert not await link.show("dep-1", Wish.OPEN)
    door = WindowDoor(paths, lambda: "dep-1")
    door.wanted.connect(lambda *what: asked.append(what))
    assert door.open()
    assert await asyncio.gather(*(link.in_front() for _ in range(20))) == ["dep-1"] * 20
    assert await link.show("dep-1", Wish.AGAIN)
    assert not await link.show("dep-1", Wish.CANCEL)
    assert asked == [("again", "dep-1")]
    door.close()
    assert not await link.show("dep-1", Wish.OPEN)


async def test_a_window_that_hangs_is_not_waited_for(tmp_path: Path) -> None:
    paths = Paths.under(tmp_path)
    paths.run.mkdir()
    silent = QLocalServer()
    assert silent.listen(door_name(paths))
    assert await asyncio.wait_for(WindowLink(paths).in_front(), ANSWER_SECONDS + 60) == ""
    silent.close()
