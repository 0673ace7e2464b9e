"""Finding the daemon, and not finding what only looks like it."""

import asyncio
import os
import subprocess
import sys

import pytest

from motiad.client import RuntimeInfo, find
from motiad.paths import Paths
from motiad.server import write_runtime_file

from .conftest import OWNER


@pytest.fixture
def paths(tmp_path):
    return Paths.under(tmp_path)


def info_of(served, **changes) -> RuntimeInfo:
    url, ws_url = served.listener.url, served.listener.ws_url
    info = RuntimeInfo(url=url, ws_url=ws_url, token=OWNER, pid=os.getpid(), version="0.1.0", project=None)
    return info.model_copy(update=changes)


async def test_none_has_run_here(paths):
    assert await find(paths) is None


async def test_it_runs(paths, served):
    write_runtime_file(paths.runtime_file, info := info_of(served))
    assert await find(paths) == info


async def test_its_process_is_gone(paths, served):
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    write_runtime_file(paths.runtime_file, info_of(served, pid=child.pid))
    assert await find(paths) is None


async def test_it_does_not_answer(paths, served):
    write_runtime_file(paths.runtime_file, info_of(served, url="http://127.0.0.1:1"))
    assert await find(paths) is None


async def test_another_daemon_has_its_port_by_now(paths, served):
    write_runtime_file(paths.runtime_file, info_of(served, token="the token of the one that was killed"))
    assert await find(paths) is None


async def test_it_hangs(paths, served, monkeypatch):
    monkeypatch.setattr("motiad.client.discovery.ANSWER_SECONDS", 0.2)

    async def hang(reader, writer):
        await reader.read()
        writer.close()

    async with await asyncio.start_server(hang, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        write_runtime_file(paths.runtime_file, info_of(served, url=url))
        assert await asyncio.wait_for(find(paths), 60) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"url": 1}', "\xff", "x" * 100_000])
async def test_a_broken_file(paths, text):
    paths.run.mkdir()
    paths.runtime_file.write_text(text, encoding="latin-1")
    assert await find(paths) is None


async def test_a_folder_in_its_place(paths):
    paths.runtime_file.mkdir(parents=True)
    assert await find(paths) is None


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
async def test_a_file_others_may_write_is_not_believed(paths, served):
    """It could send the owner's token, and a deployment's, anywhere."""
    write_runtime_file(paths.runtime_file, info_of(served))
    paths.runtime_file.chmod(0o666)
    assert await find(paths) is None


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="takes root to be two users")
async def test_anothers_file_is_not_believed(paths, served):
    write_runtime_file(paths.runtime_file, info_of(served))
    os.chown(paths.runtime_file, 65534, 65534)
    assert await find(paths) is None
