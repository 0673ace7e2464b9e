"""A daemon of another version: said, and replaced when it is idle and a person asks."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from living import running

from motia_desktop import __version__
from motia_desktop.stores.connection import Link
from motiad.client import DaemonClient, find
from motiad.contract.http import StartRequest
from motiad.paths import Paths

pytestmark = pytest.mark.qt
Until = Callable[..., Awaitable[None]]
OLD_DAEMON = """
import os, signal, sys, threading
import motiad

def end_with_the_test():
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)

threading.Thread(target=end_with_the_test, daemon=True).start()
motiad.__version__ = "0.0.1"
sys.argv = ["motiad", "--base-dir", sys.argv[1], "serve", "--port", "0", "--cloud", "local"]
from motiad.cli.main import main
main()
"""

SLOW_STEP = """import time
time.sleep(60)
config = {"type": "cron", "name": "Slow", "cron": "* * * * *", "emits": []}
"""


@pytest.fixture
async def old_daemon(base: Path) -> AsyncIterator[subprocess.Popen[bytes]]:
    base.mkdir(exist_ok=True)
    child = subprocess.Popen(
        [sys.executable, "-c", OLD_DAEMON, str(base)], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    async with asyncio.timeout(60):
        while await find(Paths.under(base)) is None:
            assert child.poll() is None, child.stderr.read() if child.stderr else ""
            await asyncio.sleep(0.05)
    yield child
    if child.poll() is None:
        child.terminate()
    child.communicate(timeout=60)


async def test_another_versions_daemon_is_said_and_restarted_on_demand(
    base: Path,
    old_daemon: subprocess.Popen[bytes],
    until: Until,
) -> None:
    async with running(base) as desktop:
        window = desktop.window
        await until(lambda: desktop.connection.link is Link.OUTDATED)
        assert window.pages.currentWidget() is window.state_page
        assert "motiad 0.0.1 runs here" in window.state_page.text.text()
        assert desktop.actions.renew.isEnabled()
        assert not desktop.actions.new.isEnabled()
        assert old_daemon.poll() is None
        window.state_page.buttons[desktop.actions.renew].click()
        await until(lambda: desktop.connection.online)
        info = await find(Paths.under(base))
        assert info is not None
        assert info.version == __version__
        assert old_daemon.wait(60) == 0


async def test_a_busy_one_is_let_be_until_it_is_idle(
    base: Path,
    old_daemon: subprocess.Popen[bytes],
    tmp_path: Path,
    until: Until,
) -> None:
    project = tmp_path / "project"
    (project / "src").mkdir(parents=True)
    (project / "package.json").write_text("{}")
    (project / "src" / "slow_step.py").write_text(SLOW_STEP)
    info = await find(Paths.under(base))
    assert info is not None
    async with DaemonClient(info.url, info.token) as client:
        await client.start(
            StartRequest(deployment_id="d1", deployment_token="t", project=str(project), cloud="local"),
        )
        async with running(base) as desktop:
            await until(lambda: desktop.connection.link is Link.OUTDATED)
            assert "It has a deployment to do" in desktop.window.state_page.text.text()
            assert not desktop.actions.renew.isEnabled()
            desktop.supervisor.again()
            await client.cancel("d1")
            await until(desktop.actions.renew.isEnabled)
            assert "It has nothing to do" in desktop.window.state_page.text.text()
            assert old_daemon.poll() is None
