"""The HTTP client: every route, and every way not to be answered."""

import asyncio

import pytest

from motiad.client import DaemonClient, MotiadError
from motiad.contract.http import StartRequest

from .conftest import OWNER


@pytest.fixture
async def client(served):
    async with DaemonClient(served.listener.url, OWNER) as client:
        yield client


async def test_health(client):
    health = await client.health()
    assert (health.status, health.version, health.cloud, health.project) == ("ok", "0.1.0", "motia", None)


async def test_start(client, served, tmp_path):
    request = StartRequest(
        deployment_token="t", deployment_id="d1", envs={"A": ""}, project=str(tmp_path), cloud="local"
    )
    answer = await client.start(request)
    assert (answer.item_id, answer.stream_name, answer.group_id) == ("d1", "deployment-status", "deployments")
    assert served.deployer.started == [(request, tmp_path, "local")]


async def test_status_and_history(client, served):
    told = [await served.tell(each, "completed", 100) for each in ("d1", "d2", "d3")]
    assert await client.status("d2") == told[1]
    first = await client.deployments(limit=2)
    assert [each.id for each in first.deployments] == ["d3", "d2"]
    second = await client.deployments(limit=2, before=first.next)
    assert [each.id for each in second.deployments] == ["d1"]
    assert second.next is None
    assert (await client.deployments(status="failed")).deployments == ()
    assert [each.id for each in (await client.deployments(search="D2", rows=False)).deployments] == ["d2"]
    assert (await client.deployments(environment="nowhere")).deployments == ()
    assert (await client.origin("d2")).cloud == "motia"


async def test_flow(client, served):
    await served.tell("d1", "building", 10)
    assert (await client.flow("d1")).steps == ()
    with pytest.raises(MotiadError, match="not found"):
        await client.flow("d2")


async def test_logs(client, served):
    for progress in range(3):
        await served.tell("d1", "building", progress)
    lines = (await client.logs("d1")).lines
    assert [line.text for line in lines] == ["building 0", "building 1", "building 2"]
    assert [line.text for line in (await client.logs("d1", after=lines[0].number, limit=1)).lines] == ["building 1"]
    assert (await client.logs("d1", phase="deploy")).lines == ()


async def test_cancel_and_retry(client, served):
    await served.tell("a:1", "building")
    await client.cancel("a:1")
    assert (await client.retry("a:1")).item_id == "a:1"
    assert served.deployer.asked == [("cancel", "a:1"), ("retry", "a:1")]


async def test_project_and_local_cloud(client, tmp_path):
    assert await client.project() is None
    await client.set_project(tmp_path)
    assert await client.project() == str(tmp_path)
    assert (await client.local_cloud()).ws_url == "ws://127.0.0.1:4000"


async def test_check(client, tmp_path):
    checked = await client.check(tmp_path, ["A"])
    assert checked.complete
    assert [(each.name, each.place) for each in checked.missing] == [("B", "src/a.step.ts:1")]
    with pytest.raises(MotiadError) as caught:
        await client.check("nowhere")
    assert caught.value.code == "INVALID_REQUEST"


async def test_shutdown(client, served):
    await client.shutdown()
    await asyncio.wait_for(served.shut_down.wait(), 60)


async def test_the_daemons_errors_arrive_whole(client):
    with pytest.raises(MotiadError) as caught:
        await client.cancel("nobody")
    error = caught.value
    assert (error.code, error.message, error.hint, error.details) == (
        "NOT_FOUND", "Deployment not found", "Look at the list.", {"a": 1},
    )  # fmt: skip


@pytest.mark.parametrize("deployment_id", ["../../project", "a/b", "?x", "#", "%2e", "ü", ".."])
async def test_ids_stay_in_their_place(client, deployment_id):
    with pytest.raises(MotiadError) as caught:
        await client.status(deployment_id)
    assert caught.value.code == "NOT_FOUND"


async def test_without_the_owners_token(served):
    async with DaemonClient(served.listener.url) as client:
        await client.health()
        with pytest.raises(MotiadError) as caught:
            await client.deployments()
    assert caught.value.code == "UNAUTHORIZED"


async def answering(reply: bytes | None):
    """Start something that is not motiad."""

    async def serve(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        if reply is None:
            await reader.read()
        else:
            writer.write(reply)
        writer.close()

    return await asyncio.start_server(serve, "127.0.0.1", 0)


REPLIES = [
    b"",
    b"\x00\x01\x02\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
    b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}",
    b"HTTP/1.1 404 Not Found\r\nContent-Length: 6\r\n\r\n<html>",
    b"HTTP/1.1 500 Oh\r\nContent-Length: 2\r\n\r\n[]",
    b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
    b'HTTP/1.1 400 Bad\r\nContent-Length: 47\r\n\r\n{"success": false, "error": "x", "code": "NEW"}\n',
]


@pytest.mark.parametrize("reply", REPLIES, ids=range(len(REPLIES)))
async def test_what_is_not_motiad(reply):
    server = await answering(reply)
    async with DaemonClient(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}") as client:
        with pytest.raises(MotiadError) as caught:
            await client.health()
    assert caught.value.code == "DAEMON_UNAVAILABLE"
    assert caught.value.hint
    server.close()


async def test_silence_has_an_end():
    server = await answering(None)
    async with DaemonClient(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", timeout=0.2) as client:
        with pytest.raises(MotiadError) as caught:
            await asyncio.wait_for(client.health(), 60)
    assert caught.value.code == "DAEMON_UNAVAILABLE"
    server.close()


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "nowhere", "http://", "http://[::", "ftp://x"])
async def test_nobody_there(url):
    async with DaemonClient(url, timeout=2) as client:
        with pytest.raises(MotiadError) as caught:
            await client.health()
    assert caught.value.code == "DAEMON_UNAVAILABLE"
