"""Following a deployment on a cloud's stream that breaks."""

import asyncio
import time
from contextlib import aclosing
from dataclasses import replace

import pytest

from motiad.cloud.address import CloudAddress
from motiad.cloud.stream import CloudStream
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError


def item(status="progress", **step_statuses):
    endpoints = [
        {"method": "GET", "path": f"/{name}", "stepName": name, "emits": [], "status": state}
        for name, state in step_statuses.items()
    ]
    return {"id": "data", "status": status, "endpoints": endpoints}


@pytest.fixture
def stream(cloud, sessions, policy):
    return CloudStream(cloud.address, sessions.anywhere, policy)


async def until(condition):
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.005)


async def statuses(states):
    return [(state.status, tuple(resource.status for resource in state.resources)) async for state in states]


async def test_joins_as_documented_and_ends_after_the_terminal_state(cloud, stream):
    async def play(socket):
        for kind, data in (
            ("sync", item(a="pending")),
            ("update", item(a="progress")),
            ("update", item("completed", a="completed")),
            ("update", item(a="progress")),
        ):
            await socket.send_json(cloud.message(kind, data))

    cloud.on_join = play
    async with stream.follow("d1") as states:
        assert await statuses(states) == [
            ("progress", ("pending",)),
            ("progress", ("progress",)),
            ("completed", ("completed",)),
        ]
    (join,) = cloud.joins
    assert join["type"] == "join"
    assert {**join["data"], "subscriptionId": ""} == {
        "streamName": "deployment",
        "groupId": "d1",
        "id": "data",
        "subscriptionId": "",
    }
    assert join["data"]["subscriptionId"]
    assert "Origin" not in cloud.calls[0][2]
    await until(lambda: cloud.sockets == [])


async def test_entering_means_joined(cloud, sessions, policy):
    async with CloudStream(cloud.address, sessions.anywhere, policy).follow("d1") as states:
        await until(lambda: cloud.joins)
        await cloud.sockets[0].send_json(cloud.message("create", item("failed")))
        assert await statuses(states) == [("failed", ())]


async def test_rubbish_in_between_is_passed_over(cloud, stream):
    async def play(socket):
        for text in ("", "no json", "[]", "null", '{"event": 1}', "[" * 100_000):
            await socket.send_str(text)
        await socket.send_bytes(b"\xff\xfe")
        for message in (
            cloud.message("sync", None),
            cloud.message("sync", [1]),
            cloud.message("sync", item("completed"), group="other"),
            {**cloud.message("sync", item("completed")), "streamName": "other"},
            {**cloud.message("sync", item("completed")), "id": "other"},
            cloud.message("delete", item("completed")),
            cloud.message("event", {"type": "error", "data": {"code": "ACCESS_DENIED"}}),
            cloud.message("update", item("failed")),
        ):
            await socket.send_json(message)

    cloud.on_join = play
    async with stream.follow("d1") as states:
        assert await statuses(states) == [("failed", ())]


async def test_sync_after_a_break_is_the_truth(cloud, stream):
    """The connection is cut after each state, the last one lost: the next sync has it."""
    scenes = [item(a="pending"), item(a="progress"), item(a="progress"), item("completed", a="completed")]

    async def play(socket):
        await socket.send_json(cloud.message("sync", scenes.pop(0)))
        await asyncio.sleep(0.01)
        socket._req.transport.abort()

    cloud.on_join = play
    async with stream.follow("d1") as states:
        assert await statuses(states) == [
            ("progress", ("pending",)),
            ("progress", ("progress",)),
            ("completed", ("completed",)),
        ]
    assert len(cloud.joins) == 4


async def test_two_hundred_breaks(cloud, sessions, policy):
    count = 0

    async def play(socket):
        nonlocal count
        count += 1
        if count <= 200:
            socket._req.transport.abort()
        else:
            await socket.send_json(cloud.message("sync", item("completed")))

    cloud.on_join = play
    quick = replace(policy, stream_first_wait=0.001, stream_wait_cap=0.005)
    async with CloudStream(cloud.address, sessions.anywhere, quick).follow("d1") as states:
        assert await statuses(states) == [("completed", ())]


async def test_a_server_that_closes_at_once_is_not_hammered(cloud, sessions, policy):
    async def play(socket):
        await socket.close(code=1013)

    cloud.on_join = play
    stream = CloudStream(cloud.address, sessions.anywhere, replace(policy, stream_silence=1.0))
    async with stream.follow("d1") as states:
        with pytest.raises(MotiadError):
            await anext(states)
    assert 2 <= len(cloud.joins) <= 60


async def test_a_half_open_connection_is_noticed(cloud, sessions, policy):
    """The first connection answers nothing any more, not even a ping."""

    async def play(socket):
        if len(cloud.joins) == 1:
            socket._req.transport.pause_reading()
            await asyncio.Event().wait()
        else:
            await socket.send_json(cloud.message("sync", item("completed")))

    cloud.on_join = play
    stream = CloudStream(cloud.address, sessions.anywhere, replace(policy, stream_heartbeat=0.4))
    async with stream.follow("d1") as states:
        assert await statuses(states) == [("completed", ())]


async def test_no_news_for_too_long(cloud, sessions, policy):
    cloud.item = item(a="pending")
    stream = CloudStream(cloud.address, sessions.anywhere, replace(policy, stream_silence=1.0))
    began = time.monotonic()
    async with stream.follow("d1") as states:
        assert (await anext(states)).status == "progress"
        with pytest.raises(MotiadError) as caught:
            await anext(states)
    assert caught.value.code is ErrorCode.CLOUD_TIMEOUT
    assert caught.value.hint == "It may still finish, see Motia Cloud."
    assert cloud.address.host in caught.value.message
    assert time.monotonic() - began >= 0.9


async def test_the_same_state_again_and_again_is_no_news(cloud, sessions, policy):
    async def play(socket):
        while True:
            await socket.send_json(cloud.message("update", item(a="pending")))
            await asyncio.sleep(0.05)

    cloud.on_join = play
    stream = CloudStream(cloud.address, sessions.anywhere, replace(policy, stream_silence=1.0))
    async with stream.follow("d1") as states:
        with pytest.raises(MotiadError):
            await statuses(states)


async def test_an_unknown_deployment_says_nothing(cloud, stream):
    async with stream.follow("d1") as states:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await anext(states)


@pytest.mark.parametrize("status", [400, 401, 403, 404])
async def test_a_server_that_turns_us_down(cloud, sessions, policy, faults, status):
    stream = CloudStream(cloud.address, sessions.anywhere, replace(policy, stream_join_timeout=0.3))
    cloud.faults["stream"] = [faults.status(status)] * 1000
    with pytest.raises(MotiadError) as caught:
        async with stream.follow("d1"):
            pytest.fail("not joined, and yet going on")
    assert caught.value.code is ErrorCode.CLOUD_REJECTED
    assert str(status) in caught.value.message
    assert "MOTIACLOUD_API_WS_URL" in caught.value.hint


async def test_a_server_that_turns_us_down_once(cloud, stream, faults):
    cloud.faults["stream"] = [faults.status(403), faults.status(503), faults.reset()]
    cloud.item = item("completed")
    async with stream.follow("d1") as states:
        assert await statuses(states) == [("completed", ())]


async def test_a_stream_out_of_reach_is_waited_for(sessions, policy, unused_origin):
    """It does not end the deployment at once: the cloud may be working on it."""
    far = CloudAddress(unused_origin, unused_origin.replace("http", "ws"))
    impatient = replace(policy, stream_join_timeout=0.3, stream_silence=1.0)
    began = time.monotonic()
    async with CloudStream(far, sessions.anywhere, impatient).follow("d1") as states:
        assert time.monotonic() - began >= 0.25
        with pytest.raises(MotiadError) as caught:
            await anext(states)
    assert caught.value.code is ErrorCode.CLOUD_TIMEOUT
    assert "refused" in caught.value.message


async def test_leaving_early_closes_the_connection(cloud, stream):
    cloud.item = item(a="pending")
    async with stream.follow("d1") as states:
        await anext(states)
        assert len(cloud.sockets) == 1
    await until(lambda: cloud.sockets == [])


async def test_cancelling_a_follower(cloud, stream):
    cloud.item = item(a="pending")

    async def follow():
        async with stream.follow("d1") as states, aclosing(states):
            await statuses(states)

    task = asyncio.create_task(follow())
    await until(lambda: cloud.joins)
    task.cancel()
    done, _ = await asyncio.wait({task}, timeout=50)
    assert task in done and task.cancelled()
