import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket

from motia_desktop.tray.window_door import MOST_BYTES, WindowDoor, door_name
from motiad.paths import Paths

pytestmark = pytest.mark.qt

KILLED = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from motia_desktop.tray.window_door import WindowDoor
from motiad.paths import Paths
app = QCoreApplication([])
door = WindowDoor(Paths.under(Path(sys.argv[1])), lambda: "")
assert door.open()
os.kill(os.getpid(), signal.SIGKILL)
"""


async def _say(paths: Paths, said: bytes, until) -> bytes:
    caller = QLocalSocket()
    caller.connectToServer(door_name(paths))
    caller.write(said)
    await until(lambda: caller.canReadLine() or caller.state() == QLocalSocket.LocalSocketState.UnconnectedState)
    answer = bytes(caller.readAll().data())
    caller.abort()
    return answer


async def test_answers_what_it_knows_and_refuses_the_rest(tmp_path: Path, until) -> None:
    paths, asked = Paths.under(tmp_path), []
    door = WindowDoor(paths, lambda: "dep-1")
    door.wanted.connect(lambda *what: asked.append(what))
    assert door.open()
    try:
        assert Path(door_name(paths)).stat().st_mode & 0o077 == 0
        assert await _say(paths, b'{"ask": "front"}\n', until) == b'{"front": "dep-1"}\n'
        assert await _say(paths, b'{"ask": "log", "about": "dep-2"}\n', until) == b'{"done": true}\n'
        for wrong in (b"nonsense\n", b"[]\n", b'{"ask": "cancel", "about": "x"}\n', b'{"ask": "open", "about": 3}\n'):
            assert await _say(paths, wrong, until) == b'{"done": false}\n'
        assert await _say(paths, b"x" * (MOST_BYTES + 1), until) == b""
        assert asked == [("log", "dep-2")]
    finally:
        door.close()


async def test_the_first_window_has_it_and_a_dead_ones_is_taken_over(tmp_path: Path) -> None:
    paths = Paths.under(tmp_path)
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], timeout=120)
    assert killed.returncode == -signal.SIGKILL
    assert Path(door_name(paths)).exists()
    first, second = WindowDoor(paths, lambda: "1"), WindowDoor(paths, lambda: "2")
    assert first.open()
    assert not second.open()
    first.close()
    assert second.open()
    second.close()


async def test_a_name_that_is_too_long_costs_the_door_only(tmp_path: Path) -> None:
    assert not WindowDoor(Paths.under(tmp_path / ("x" * 120)), lambda: "").open()
