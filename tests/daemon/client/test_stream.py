"""The stream client: nothing older, nothing twice, back after every break."""

import asyncio
import contextlib
import json

import pytest
from aiohttp import web

from motiad.client import DeploymentStream, MotiadError
from motiad.server import AdmissionSettings

FLOW = ["idle", "building", "uploading", "deploying", "completed"]


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr("motiad.client.stream.FIRST_WAIT", 0.02)
    monkeypatch.setattr("motiad.client.stream.LONGEST_WAIT", 0.1)


@pytest.fixture
async def stream(served):
    async with DeploymentStream(served.listener.ws_url) as stream:
        yield stream


async def subscribed(served, count=1):
    async with asyncio.timeout(60):
        while served.hub.subscriptions < count:
            await asyncio.sleep(0.01)


async def collect(states, into):
    async for data in states:
        into.append(data)


@contextlib.asynccontextmanager
async def watching(states):
    seen = []
    task = asyncio.create_task(collect(states, seen))
    yield seen, task
    task.cancel()
    await asyncio.wait({task})


async def until(condition, seconds=60.0):
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


async def test_from_before_it_exists_to_the_end(served, stream):
    async with watching(stream.watch("d1")) as (seen, task):
        await subscribed(served)
        told = [await served.tell("d1", status) for status in FLOW]
        await asyncio.wait_for(task, 60)
        assert seen == told


async def test_one_that_has_ended(served, stream):
    await served.tell("d1", "completed")
    assert [data.status async for data in stream.watch("d1")] == ["completed"]


async def test_leaves_when_the_consumer_stops(served, stream):
    await served.tell("d1", "building")
    states = stream.watch("d1")
    assert (await anext(states)).status == "building"
    assert served.hub.subscriptions == 1
    await states.aclose()
    await until(lambda: served.hub.subscriptions == 0)


async def test_two_watchers_of_one_deployment(served, stream):
    async with watching(stream.watch("d1")) as (one, first), watching(stream.watch("d1")) as (two, second):
        await subscribed(served, 2)
        for status in FLOW:
            await served.tell("d1", status)
        await asyncio.wait_for(asyncio.gather(first, second), 60)
        assert [data.status for data in one] == [data.status for data in two] == FLOW


async def test_all(served, stream):
    await served.tell("old", "completed")
    async with watching(stream.watch_all()) as (seen, _):
        await until(lambda: seen)
        await served.tell("new", "idle")
        await served.tell("new", "building")
        await until(lambda: len(seen) == 3)
        assert [(data.id, data.status) for data in seen] == [("old", "completed"), ("new", "idle"), ("new", "building")]


async def test_over_a_restart(serve):
    """The daemon goes and comes back on its port: the watcher sees a pause, and nothing twice or older."""
    served = await serve()
    changes = []
    async with DeploymentStream(served.listener.ws_url) as stream:
        stream.on_connection(changes.append)
        async with watching(stream.watch("d1")) as (one, first), watching(stream.watch_all()) as (every, _):
            await subscribed(served, 2)
            await served.tell("ended", "completed", build_logs=("a line",))
            await served.tell("d1", "idle")
            await served.tell("d1", "building", 5)
            await until(lambda: len(one) == 2 and len(every) == 3)
            port = served.listener.port
            await served.listener.close()
            await until(lambda: not stream.connected)
            await served.tell("d1", "uploading", 40)
            await served.hub.close()
            await served.store.close()
            served = await serve(port)
            await until(lambda: len(one) == 3)
            await served.tell("d1", "completed", 100)
            await asyncio.wait_for(first, 60)
            await until(lambda: len(every) == 5)
        assert [data.status for data in one] == ["idle", "building", "uploading", "completed"]
        assert [(data.id, data.status) for data in every] == [
            ("ended", "completed"), ("d1", "idle"), ("d1", "building"), ("d1", "uploading"), ("d1", "completed"),
        ]  # fmt: skip
        assert changes[0] is True
        assert changes[-2:] == [False, True]


async def test_a_callback_that_fails_is_not_the_streams_end(served, stream, caplog):
    stream.on_connection(lambda _: 1 / 0)
    await served.tell("d1", "completed")
    assert [data.status async for data in stream.watch("d1")] == ["completed"]


async def test_gives_up():
    async with DeploymentStream("ws://127.0.0.1:1", give_up=0.3) as stream:
        with pytest.raises(MotiadError) as caught:
            await asyncio.wait_for(anext(stream.watch("d1")), 60)
        assert caught.value.code == "DAEMON_UNAVAILABLE"
        with pytest.raises(MotiadError):
            await asyncio.wait_for(anext(stream.watch_all()), 60)


@pytest.mark.parametrize("url", ["nowhere", "ws://", "ftp://x", "ws://[::"])
async def test_gives_up_on_what_is_no_address(url):
    async with DeploymentStream(url, give_up=0.1) as stream:
        with pytest.raises(MotiadError) as caught:
            await asyncio.wait_for(anext(stream.watch("d1")), 60)
        assert caught.value.code == "DAEMON_UNAVAILABLE"


async def test_an_untouched_stream_ends_quietly():
    async with DeploymentStream("ws://127.0.0.1:1"):
        pass


async def test_a_token(serve):
    served = await serve(admission=AdmissionSettings(remote_token="remote"))
    await served.tell("d1", "completed")
    async with DeploymentStream(served.listener.ws_url, "remote") as stream:
        assert [data.status async for data in stream.watch("d1")] == ["completed"]
    async with DeploymentStream(served.listener.ws_url, "wrong", give_up=0.1) as stream:
        with pytest.raises(MotiadError, match="401"):
            await anext(stream.watch("d1"))


def message(stamp, **changes):
    data = {"id": "d1", "status": "building", "phase": "build", "progress": stamp, "message": ""}
    whole = {
        "timestamp": stamp, "streamName": "deployment-status", "groupId": "deployments", "id": "d1",
        "event": {"type": "update", "data": data},
    }  # fmt: skip
    return {**whole, **changes}


async def saying(*texts):
    """Start a stream that says what it is told to say to whoever joins."""

    async def handler(request):
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.receive()
        for text in texts:
            await socket.send_str(text if isinstance(text, str) else json.dumps(text))
        await socket.receive()
        return socket

    app = web.Application()
    app.router.add_get("/", handler)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return runner, f"ws://127.0.0.1:{runner.addresses[0][1]}"


async def test_never_an_older_state_and_never_one_twice():
    end = message(9, event={"type": "update", "data": {**message(9)["event"]["data"], "status": "completed"}})
    runner, url = await saying(message(3), message(5), message(4), message(5), message(6), end)
    async with DeploymentStream(url) as stream:
        assert [data.progress async for data in stream.watch("d1")] == [3, 5, 6, 9]
    await runner.cleanup()


async def test_what_makes_no_sense_is_passed_over(caplog):
    nonsense = [
        "x", "null", "[]", "{}", message(1, event={"type": "update"}),
        message(1, event={"type": "update", "data": None}),
        message(1, event={"type": "sync", "data": [1]}), message(1, id=None), message(1, streamName="other"),
        message(1, event={"type": "event", "event": {"type": "error", "data": {"code": "RATE_LIMITED"}}}),
        message(1, event={"type": "delete", "data": {"id": "d1"}}), message(1, event=3), message("x"),
    ]  # fmt: skip
    end = message(9, event={"type": "update", "data": {**message(9)["event"]["data"], "status": "completed"}})
    runner, url = await saying(*nonsense, message(2), end)
    async with DeploymentStream(url) as stream:
        assert [data.progress async for data in stream.watch("d1")] == [2, 9]
    assert "RATE_LIMITED" in caplog.text
    await runner.cleanup()
