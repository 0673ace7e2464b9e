"""Starting a daemon in the background: real processes, as windows and commands start them."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from motiad.client import MotiadError, find, launch
from motiad.client.launcher import NOT_FOR_THE_DAEMON
from motiad.paths import Paths

from .daemons import is_zombie, run, runs, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")

WINDOW = """
import asyncio, pathlib, sys, qasync
from PySide6.QtWidgets import QApplication
from motia_desktop.backend.supervisor import Supervisor
from motia_desktop.stores.connection import Connection
from motia_desktop.stores.deployments import DeploymentStore
from motia_desktop.stores.feed import Feed
from motiad.client import find
from motiad.paths import Paths

async def main():
    paths, connection = Paths.under(pathlib.Path(sys.argv[1])), Connection()
    running = asyncio.ensure_future(Supervisor(paths, connection, Feed(DeploymentStore())).run())
    while not connection.online:
        await asyncio.sleep(0.02)
    print((await find(paths)).pid)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

app = QApplication([])
with qasync.QEventLoop(app) as loop:
    loop.run_until_complete(main())
"""
"""What the window and the tray do first."""

COMMAND = """
import asyncio, logging, pathlib, sys
from motiad.client import reach
from motiad.paths import Paths
logging.getLogger("asyncio").setLevel(logging.ERROR)  # under -X dev it says of a busy machine that it is slow
print(asyncio.run(reach(Paths.under(pathlib.Path(sys.argv[1])))).pid)
"""
"""What `motiad deploy` does first."""


async def test_it_answers_in_a_session_of_its_own_with_nothing_of_the_callers(paths, monkeypatch):
    for name in NOT_FOR_THE_DAEMON:
        monkeypatch.setenv(name, "the caller's")
    info = await launch(paths)
    assert info.on_demand
    assert await find(paths) == info
    assert os.getsid(info.pid) == info.pid != os.getsid(0)
    process = Path("/proc", str(info.pid))
    assert str((process / "fd" / "0").readlink()) == os.devnull
    assert (process / "cwd").readlink() == paths.log
    names = {entry.partition("=")[0] for entry in (process / "environ").read_text().split("\0")}
    assert "MOTIAD_PORT" in names
    assert not NOT_FOR_THE_DAEMON & names


async def test_a_killed_one_leaves_no_zombie_with_its_starter(paths):
    info = await launch(paths)
    os.kill(info.pid, signal.SIGKILL)
    await asyncio.to_thread(wait_until, lambda: not runs(info.pid))
    await asyncio.to_thread(wait_until, lambda: not is_zombie(info.pid))
    assert (await launch(paths)).pid != info.pid


async def test_it_outlives_its_starter_and_nothing_warns(paths):
    code, out, err = await run(sys.executable, "-X", "dev", "-W", "error", "-c", COMMAND, str(paths.base))
    assert (code, err) == (0, "")
    assert runs(int(out))


async def test_six_at_once_from_windows_and_commands_end_with_one(paths):
    starters = [(sys.executable, "-c", program, str(paths.base)) for program in (WINDOW, COMMAND) * 3]
    ended = await asyncio.gather(*(run(*starter) for starter in starters))
    assert [(code, err) for code, _, err in ended] == [(0, "")] * 6
    assert len({out for _, out, _ in ended}) == 1
    one = ended[0][1].strip()
    await asyncio.to_thread(wait_until, lambda: running_on(paths) == [one])  # nobody else is left, waiting or serving


def running_on(paths):
    return [place.name for place in Path("/proc").glob("[0-9]*") if str(paths.base) in command_line(place)]


def command_line(process):
    try:
        return (process / "cmdline").read_text()
    except OSError:
        return ""


async def test_one_that_was_started_for_a_program_ends_when_it_is_idle(paths, monkeypatch):
    monkeypatch.setenv("MOTIAD_IDLE_SECONDS", "2")  # its starter has to find it before
    info = await launch(paths)
    await asyncio.to_thread(wait_until, lambda: not runs(info.pid))
    assert not paths.runtime_file.exists()


async def test_one_that_cannot_start_says_why(paths):
    paths.config_file.parent.mkdir(parents=True)
    paths.config_file.write_text("keep_days = 'long'\n")
    with pytest.raises(MotiadError, match=r"motiad could not be started: .*'keep_days' is not valid") as failed:
        await launch(paths)
    assert failed.value.code == "DAEMON_UNAVAILABLE"
    assert "Traceback" not in failed.value.message


async def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(MotiadError, match=r"Not a directory: .*file"):
        await launch(Paths.under(tmp_path / "file"))


async def test_one_that_hangs_is_named(paths):
    info = await launch(paths)
    os.kill(info.pid, signal.SIGSTOP)
    try:
        with pytest.raises(MotiadError, match=rf"process {info.pid}\) holds this folder and does not answer"):
            await launch(paths)
    finally:
        os.kill(info.pid, signal.SIGCONT)
