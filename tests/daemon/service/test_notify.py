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
        heard.settimeout(20)
        yield heard, f"@{name}" if request.param == "abstract" else str(tmp_path / name)


async def test_ready_alive_stopping(manager):
    heard, address = manager
    heard.setblocking(False)
    told = ServiceManager({"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "40000", "WATCHDOG_PID": str(os.getpid())})
    told.ready("listening")
    alive = asyncio.create_task(told.keep_alive())
    await asyncio.sleep(0.1)
    alive.cancel()
    told.stopping()
    messages = []
    while True:
        try:
            messages.append(heard.recv(1000).decode())
        except BlockingIOError:
            break
    assert messages[0] == f"READY=1\nMAINPID={os.getpid()}\nSTATUS=listening"
    assert messages[1:-1].count("WATCHDOG=1") == len(messages) - 2 >= 3
    assert messages[-1] == "STOPPING=1"


@pytest.mark.parametrize(
    "environ", [{}, {"NOTIFY_SOCKET": "nonsense"}, {"NOTIFY_SOCKET": "/nobody/there", "WATCHDOG_USEC": "x"}]
)
async def test_nobody_to_tell(environ):
    told = ServiceManager(environ)
    told.ready("listening")
    told.stopping()
    await asyncio.wait_for(told.keep_alive(), 5)


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
        assert child.wait(20) == 0
    assert not (tmp_path / "base" / "log" / "motiad.log").exists(), "the journal has it"
