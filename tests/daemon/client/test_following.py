"""Typed callbacks, and the five lines of the README."""

import asyncio
import os
import subprocess
import sys

import pytest

from motiad import __version__
from motiad.client import DeploymentStream, MotiadError, RuntimeInfo, follow
from motiad.contract.deployment import DeploymentData
from motiad.paths import Paths
from motiad.server import write_runtime_file

from .conftest import OWNER

SCRIPT = """
from motiad.client import follow

end = follow("d1", on_change=lambda deployment: print(deployment.progress, deployment.message))
print(end.status, end.error or "")
"""


async def until(condition, seconds=60.0):
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


def announce(served, folder):
    info = RuntimeInfo(
        url=served.listener.url,
        ws_url=served.listener.ws_url,
        token=OWNER,
        pid=os.getpid(),
        version=__version__,
        project=None,
    )
    write_runtime_file(Paths.under(folder).runtime_file, info)


async def test_one_deployment_and_all(served):
    one, every = [], []
    async with DeploymentStream(served.listener.ws_url) as stream:
        stream.on_change(one.append, "d1")
        end = stream.on_change(every.append)
        await until(lambda: served.hub.subscriptions == 2)
        for deployment_id in ("d1", "d2"):
            told = await served.tell(deployment_id, "building")
        await until(lambda: len(every) == 2 and one)
        assert every[-1] == told
        assert [data.id for data in one] == ["d1"]
        assert isinstance(one[0], DeploymentData)
        end()
        await until(lambda: served.hub.subscriptions == 1)
        await served.tell("d1", "completed")
        await until(lambda: len(one) == 2)
        await until(lambda: served.hub.subscriptions == 0)
        assert len(every) == 2


async def test_a_callback_that_fails_hears_of_the_next_state(served, caplog):
    seen = []
    async with DeploymentStream(served.listener.ws_url) as stream:
        stream.on_change(lambda data: seen.append(data) or 1 / 0, "d1")
        await until(lambda: served.hub.subscriptions)
        await served.tell("d1", "building")
        await served.tell("d1", "completed")
        await until(lambda: len(seen) == 2)
    assert "a callback for deployment d1 failed" in caplog.text


async def test_a_daemon_that_stays_away_is_logged(caplog):
    async with DeploymentStream("ws://127.0.0.1:1", give_up=0.05) as stream:
        stream.on_change(print)
        await until(lambda: "no more states" in caplog.text)


async def test_the_script_of_the_readme(served, tmp_path):
    announce(served, tmp_path)
    environment = {**os.environ, "MOTIAD_BASE_DIR": str(tmp_path)}
    script = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SCRIPT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    await until(lambda: served.hub.subscriptions)
    await served.tell("d1", "building", 20)
    await served.tell("d1", "failed", 100, error="no room")
    out, complaints = await asyncio.wait_for(script.communicate(), 60)
    assert (out.decode().splitlines(), complaints) == (["20 building", "100 failed", "failed no room"], b"")
    assert len([line for line in SCRIPT.splitlines() if line]) <= 5


async def test_follow_tells_of_the_connection(served, tmp_path):
    announce(served, tmp_path)
    await served.tell("d1", "completed")
    told = []
    data = await asyncio.to_thread(follow, "d1", on_connection=told.append, base_dir=tmp_path)
    assert data.status == "completed"
    assert told[0] is True


def test_follow_without_a_daemon(tmp_path):
    with pytest.raises(MotiadError) as caught:
        follow("d1", base_dir=tmp_path)
    assert caught.value.code == "DAEMON_UNAVAILABLE"
