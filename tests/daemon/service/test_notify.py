import asyncio
import os
import socket
import subprocess
import sys

import pytest

from motiad.service import ServiceManager


@pytest.fixture(params=["file", "abstract"])
def manager(request, tmp_path, monkeypatch):
    """The service manager's end."""
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        name = f"motiad-test-{os.getpid()}"
        if request.param == "abstract" and sys.platform != "linux":
            pytest.skip("only Linux has abstract sockets")
        heard.bind(f"\0{name}" if request.param == "abstract" else str(tmp_path / name))
        heard.settimeout(60)
        yield heard, f"@{name}" if request.param == "abstract" else str(tmp_path / name)


async def test_ready_alive_stopping(manager):
    heard, address = manager
    heard.setblocking(False)
    told = ServiceManager({"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "40000", "WATCHDOG_PID": str(os.getpid())})

    async def message():
        return (await asyncio.wait_for(asyncio.get_running_loop().sock_recv(heard, 1000), 60)).decode()

    told.ready("listening")
    assert await message() == f"READY=1\nMAINPID={os.getpid()}\nSTATUS=listening"
    alive = asyncio.create_task(told.keep_alive())
    assert [await message() for _ in range(3)] == ["WATCHDOG=1"] * 3
    alive.cancel()
    await asyncio.wait({alive})
    told.stopping()
    while (last := await message()) == "WATCHDOG=1":
        pass
    assert last == "STOPPING=1"


@pytest.mark.parametrize(
    "environ", [{}, {"NOTIFY_SOCKET": "nonsense"}, {"NOTIFY_SOCKET": "/nobody/there", "WATCHDOG_USEC": "x"}]
)
async def test_nobody_to_tell(environ):
    told = ServiceManager(environ)
    told.ready("listening")
    told.stopping()
    await asyncio.wait_for(told.keep_alive(), 60)


async def test_a_watchdog_for_another_process():
    assert ServiceManager({"WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "1"}).watchdog_seconds is None


def test_a_daemon_tells_when_it_is_ready_and_when_it_ends(manager, tmp_path):
    heard, address = manager
    command = [sys.executable, "-m", "motiad", "--base-dir", str(tmp_path / "base"), "serve", "--port", "0"]
    log = tmp_path / "stderr"
    with log.open("wb") as stderr:
        status = os.fstat(stderr.fileno())
        environ = {
            **os.environ,
            "NOTIFY_SOCKET": address,
            "JOURNAL_STREAM": f"{status.st_dev}:{status.st_ino}",
            "MOTIAD_LOG_LEVEL": "DEBUG",
        }
        child = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=stderr)
    try:
        assert heard.recv(1000).startswith(f"READY=1\nMAINPID={child.pid}\nSTATUS=listening on http://".encode())
        assert (tmp_path / "base" / "run" / "daemon.json").exists()
        child.terminate()
        assert heard.recv(1000) == b"STOPPING=1"
    finally:
        child.terminate()
        assert child.wait(60) == 0
    assert not (tmp_path / "base" / "log" / "motiad.log").exists(), "the journal has it"
