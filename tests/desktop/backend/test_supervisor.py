"""A daemon of another version: said, and replaced when it is idle and a person asks. One that dies: replaced."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from living import running

from motia_desktop import __version__
from motia_desktop.backend.supervisor import Supervisor
from motia_desktop.stores.connection import Connection, Link
from motia_desktop.stores.deployments import DeploymentStore
from motia_desktop.stores.feed import Feed
from motiad.client import DaemonClient, DeploymentStream, find
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


class FatalFeed(Feed):
    """Its first question comes when the daemon has just died."""

    def __init__(self, paths: Paths) -> None:
        super().__init__(DeploymentStore())
        self._paths = paths
        self.killed: list[int] = []

    async def run(self, client: DaemonClient, stream: DeploymentStream) -> None:
        if not self.killed:
            info = await find(self._paths)
            assert info is not None
            self.killed.append(info.pid)
            os.kill(info.pid, signal.SIGKILL)
        await super().run(client, stream)


async def test_one_that_dies_under_the_first_question_is_replaced(base: Path, until: Until) -> None:
    paths, connection = Paths.under(base), Connection()
    links: list[Link] = []
    connection.changed.connect(lambda: links.append(connection.link))
    feed = FatalFeed(paths)
    running_on = asyncio.ensure_future(Supervisor(paths, connection, feed, gone_seconds=0.1).run())
    try:
        await until(lambda: feed.killed and links[-2:] == [Link.RECONNECTING, Link.ONLINE])
        second = await find(paths)
        assert second is not None
        assert second.pid != feed.killed[0]
        assert Link.OFFLINE not in links
    finally:
        running_on.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running_on
