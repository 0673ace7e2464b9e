"""Reaching a daemon: the one that runs, whoever it is, or one of our own."""

import asyncio
import re
import signal
import socket
import subprocess
import sys

import pytest

from motiad import __version__
from motiad.client import MotiadError, attach, find, launch, reach
from motiad.client.attachment import older
from motiad.contract.http import StartRequest

from .daemons import end, runs, serve_as, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")


@pytest.fixture
async def other_version(paths):
    """A function that runs a daemon of another version."""
    children = []

    async def serve(version, *arguments):
        children.append(subprocess.Popen(serve_as(version, paths, *arguments), stdout=subprocess.DEVNULL))
        async with asyncio.timeout(60):
            while (info := await find(paths)) is None:
                await asyncio.sleep(0.05)
        return info

    yield serve
    for child in children:
        child.terminate()
        child.wait(60)


async def test_none_is_started_where_that_is_not_wanted(paths):
    with pytest.raises(MotiadError, match="No motiad is running here") as failed:
        async with attach(paths, start=False):
            pass
    assert "motiad serve" in failed.value.hint


async def test_the_running_one_is_used_without_a_word(paths):
    info, said = await launch(paths), []
    async with attach(paths, say=said.append) as daemon:
        assert (daemon.info, daemon.started, said) == (info, False, [])
        assert (await daemon.client.health()).version == __version__


async def test_a_killed_one_is_said_and_replaced(paths):
    killed, said = await launch(paths), []
    end(killed.pid, signal.SIGKILL)
    assert paths.runtime_file.exists(), "it is stale"
    async with attach(paths, say=said.append) as daemon:
        assert daemon.started and daemon.info.pid != killed.pid
    assert said == [
        f"The motiad before (process {killed.pid}) did not end in order; this one goes on with its deployments."
    ]


async def test_a_foreign_program_on_its_port_is_said(paths, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as foreign:
        taken = foreign.getsockname()[1]
        monkeypatch.setenv("MOTIAD_PORT", str(taken))
        said = []
        info = await reach(paths, say=said.append)
        port = int(info.url.rpartition(":")[2])
        assert port != taken
        assert said == [f"Port {taken} is taken by another program: motiad listens on {port}."]
        said.clear()
        await reach(paths, say=said.append)
        assert said == [], "it is news once"


async def test_an_older_idle_one_that_a_program_had_started_gives_way(paths, other_version):
    old, said = await other_version("0.0.9", "--on-demand"), []
    assert old.version == "0.0.9"
    info = await reach(paths, say=said.append)
    assert info.version == __version__
    assert said == [f"motiad 0.0.9 was idle here: motiad {__version__} takes its place."]
    await asyncio.to_thread(wait_until, lambda: not runs(old.pid))


async def test_an_older_busy_one_goes_on_and_its_deployment_is_named(paths, other_version, tmp_path):
    old, said = await other_version("0.0.9", "--on-demand"), []
    (tmp_path / "project" / "src").mkdir(parents=True)
    (tmp_path / "project" / "package.json").write_text("{}")
    (tmp_path / "project" / "src" / "slow_step.py").write_text(
        "import time\ntime.sleep(60)\nconfig = {'type': 'cron', 'name': 'Slow', 'cron': '* * * * *', 'emits': []}\n"
    )
    async with attach(paths, start=False, say=said.append) as daemon:
        assert said == [f"motiad 0.0.9 runs here and this is {__version__}: it is replaced by the next deployment."]
        await daemon.client.start(
            StartRequest(deployment_id="d1", deployment_token="t", project=str(tmp_path / "project"), cloud="local")
        )
        said.clear()
        assert (await reach(paths, say=said.append)).pid == old.pid
        assert len(said) == 1
        assert "still has deployment d1 to do" in said[0] and "`motiad watch d1`" in said[0]
        await daemon.client.cancel("d1")


@pytest.mark.parametrize(
    ("version", "arguments", "what"),
    [
        ("0.0.9", [], r"restart it \(process \d+\) when it is convenient"),
        ("99.0", ["--on-demand"], "update this program"),
    ],
)
async def test_one_that_is_not_ours_to_end_is_only_named(paths, other_version, version, arguments, what):
    running, said = await other_version(version, *arguments), []
    assert (await reach(paths, say=said.append)).pid == running.pid
    assert len(said) == 1
    assert re.fullmatch(rf"motiad {version} runs here and this is {__version__}: {what}\.", said[0])
    assert runs(running.pid)


@pytest.mark.parametrize(
    ("one", "other", "is_older"),
    [("0.1.0", "0.2.0", True), ("0.9", "0.10", True), ("1.0", "1.0", False), ("2.0", "1.9.9", False), ("?", "1", True)],
)
def test_which_came_before(one, other, is_older):
    assert older(one, other) is is_older
