import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from motia_desktop.hand_over import handed_over
from motia_desktop.options import Options
from motia_desktop.tray.window_door import WindowDoor
from motiad.paths import Paths

pytestmark = pytest.mark.qt
PATIENT = Path(__file__).parent / "support" / "patient_window.py"


def _start(*arguments: str | Path) -> int:
    command = [sys.executable, str(PATIENT), *map(str, arguments)]
    return subprocess.run(command, env=dict(os.environ), timeout=120).returncode


async def test_a_second_start_asks_the_window_that_is_there(tmp_path: Path) -> None:
    paths, asked = Paths.under(tmp_path), []
    project = tmp_path / "project"
    project.mkdir()
    door = WindowDoor(paths, lambda: "")
    door.wanted.connect(lambda *what: asked.append(what))
    assert door.open()
    base = ("--base-dir", tmp_path)
    try:
        for more in ((), ("dep-1",), ("dep-1", "--log"), ("dep-1", "--again"), ("--project", project), ("--demo",)):
            assert await asyncio.to_thread(_start, *base, *more) == 0
    finally:
        door.close()
    assert asked == [
        ("open", ""),
        ("open", "dep-1"),
        ("log", "dep-1"),
        ("again", "dep-1"),
        ("project", str(project)),
        ("demo", ""),
    ]


async def test_a_first_start_and_one_after_a_crash_go_on(tmp_path: Path) -> None:
    paths = Paths.under(tmp_path)
    assert not handed_over(Options(paths))
    paths.run.mkdir()
    (paths.run / "window.sock").touch()
    assert not handed_over(Options(paths))
