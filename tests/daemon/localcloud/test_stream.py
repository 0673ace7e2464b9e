"""The stream's WebSocket: rooms, timestamps, and clients that behave badly."""

import asyncio

import pytest
from aiohttp import WSMsgType

JOIN = {"streamName": "deployment", "groupId": "g", "id": "data", "subscriptionId": "s"}


async def receive(socket):
    return await asyncio.wait_for(socket.receive_json(), 60)


async def silent(socket):
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(socket.receive(), 0.2)


async def join(socket, **data):
    await socket.send_json({"type": "join", "data": {**JOIN, **data}})


@pytest.fixture
async def deployed(caller, project):
    deployment_id = await caller.deploy(project)
    await caller.end(deployment_id)
    return deployment_id


@pytest.mark.parametrize("path", ["", "/", "/any/path", "/v1/deployments"])
async def test_it_answers_at_any_path(caller, deployed, path):
    async with caller.session.ws_connect(caller.cloud.ws_url + path) as socket:
        await join(socket, groupId=deployed)
        frame = await receive(socket)
    assert {key: frame[key] for key in ("streamName", "groupId", "id")} == {
        "streamName": "deployment",
        "groupId": deployed,
        "id": "data",
    }
    assert frame["event"]["type"] == "sync"
    assert frame["event"]["data"]["status"] == "completed"


async def test_a_group_gets_an_array(caller, deployed):
    async with caller.session.ws_connect(caller.cloud.ws_url) as socket:
        await join(socket, groupId=deployed, id=None)
        frame = await receive(socket)
        assert "id" not in frame
        assert [item["id"] for item in frame["event"]["data"]] == ["data"]
        await join(socket, groupId="unknown", id=None)
        assert (await receive(socket))["event"] == {"type": "sync", "data": []}


async def test_who_joins_an_unknown_item_waits_in_silence(caller, deployed):
    created = await caller.create()
    async with caller.session.ws_connect(caller.cloud.ws_url) as socket:
        await join(socket, groupId="unknown")
        await join(socket, groupId=created["deploymentId"], subscriptionId="created, not started")
        await join(socket, groupId=deployed, id="other", subscriptionId="another item")
        await silent(socket)


async def test_group_and_item_on_one_socket_get_each_change_once(caller, project):
    created = await caller.create()
    await caller.upload(created["deploymentToken"], project.bundles)
    async with caller.session.ws_connect(caller.cloud.ws_url) as socket:
        await join(socket, groupId=created["deploymentId"])
        await join(socket, groupId=created["deploymentId"], subscriptionId="twice")
        await join(socket, groupId=created["deploymentId"], id=None, subscriptionId="group")
        assert (await receive(socket))["event"] == {"type": "sync", "data": []}
        await caller.start(created["deploymentToken"], project)
        frames = [await receive(socket) for _ in range(8)]
        await silent(socket)
    assert {frame["id"] for frame in frames} == {"data"}
    assert [frame["event"]["type"] for frame in frames] == ["create"] + ["update"] * 7
    stamps = [frame["timestamp"] for frame in frames]
    assert stamps == sorted(set(stamps))


async def test_syncs_have_timestamps_of_their_own(caller, deployed):
    async with caller.session.ws_connect(caller.cloud.ws_url) as socket:
        for number in range(50):
            await join(socket, groupId=deployed, subscriptionId=f"s{number}")
        stamps = [(await receive(socket))["timestamp"] for _ in range(50)]
    assert stamps == sorted(set(stamps))


async def test_leave_ends_one_subscription(caller, project):
    created = await caller.create()
    await caller.upload(created["deploymentToken"], project.bundles)
    group = created["deploymentId"]
    async with (
        caller.session.ws_connect(caller.cloud.ws_url) as leaving,
        caller.session.ws_connect(caller.cloud.ws_url) as staying,
    ):
        await join(leaving, groupId=group)
        await join(staying, groupId=group)
        await leaving.send_json({"type": "leave", "data": {**JOIN, "groupId": group}})
        await leaving.send_json({"type": "leave", "data": {**JOIN, "subscriptionId": "unknown"}})
        await join(leaving, groupId="elsewhere", streamName="other")
        assert (await receive(leaving))["event"]["type"] == "event"  # all before it has been taken
        await caller.start(created["deploymentToken"], project)
        assert (await receive(staying))["event"]["type"] == "create"
        await silent(leaving)


async def test_other_streams_are_refused_in_a_form_clients_survive(caller):
    async with caller.session.ws_connect(caller.cloud.ws_url) as socket:
        await join(socket, streamName="orders")
        frame = await receive(socket)
    assert frame["streamName"] == "orders"
    assert frame["event"]["type"] == "event"
    assert frame["event"]["event"]["type"] == "error"
    assert frame["event"]["event"]["data"]["code"] == "ACCESS_DENIED"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "null",
        "[]",
        "7",
        "{}",
        '{"type": "join"}',
        '{"type": "shout", "data": {}}',
        '{"type": "join", "data": {"streamName": 1, "groupId": {}, "subscriptionId": null}}',
        '{"type": "join", "data": {"streamName": "deployment", "groupId": "g"}}',
        '{"type":' * 5000,
        b"\x00\x01",
    ],
    ids=range(12),
)
async def test_garbage_is_ignored(caller, deployed, text):
    async with caller.session.ws_connect(caller.cloud.ws_url) as socket:
        await (socket.send_bytes(text) if isinstance(text, bytes) else socket.send_str(text))
        await join(socket, groupId=deployed)
        assert (await receive(socket))["event"]["type"] == "sync"


async def test_much_garbage_ends_the_connection_only(caller, deployed):
    async with caller.session.ws_connect(caller.cloud.ws_url) as socket:
        for _ in range(20):
            await socket.send_str("garbage")
        message = await asyncio.wait_for(socket.receive(), 60)
        assert (message.type, socket.close_code) == (WSMsgType.CLOSE, 1008)
    assert (await caller.end(deployed))["status"] == "completed"


async def test_bad_frames_end_the_connection_only(caller, deployed):
    async with caller.session.ws_connect(caller.cloud.ws_url) as socket:
        await socket.send_str("x" * 70_000)
        assert (await asyncio.wait_for(socket.receive(), 60)).type is WSMsgType.CLOSE
        assert socket.close_code == 1009
    async with caller.session.ws_connect(caller.cloud.ws_url) as socket:
        await socket.send_frame(b"\xff\xfe", WSMsgType.TEXT)
        assert (await asyncio.wait_for(socket.receive(), 60)).type is WSMsgType.CLOSE
        assert socket.close_code == 1007
    assert (await caller.end(deployed))["status"] == "completed"


async def test_subscriptions_are_bounded(caller):
    async with caller.session.ws_connect(caller.cloud.ws_url) as socket:
        for number in range(65):
            await join(socket, subscriptionId=f"s{number}")
        frame = await receive(socket)
    assert frame["event"]["event"]["data"]["code"] == "TOO_MANY_SUBSCRIPTIONS"


async def test_a_client_that_reads_nothing_is_cut_and_disturbs_nobody(caller, project):
    project.steps["node/src/create.step.zip"]["config"]["emits"] = ["topic-" + "x" * 5000] * 200
    deployment_id = await caller.deploy(project)
    socket = await caller.session.ws_connect(caller.cloud.ws_url)
    connection = socket._response.connection
    connection.transport.pause_reading()
    for number in range(10):
        await join(socket, groupId=deployment_id, subscriptionId=f"s{number}")
    for _ in range(70):  # each sync has 1 MB: far more than socket buffers and the line hold
        for number in range(10):
            await join(socket, groupId=deployment_id, subscriptionId=f"s{number}")
    assert (await caller.end(deployment_id))["status"] == "completed"
    connection.transport.resume_reading()
    async with asyncio.timeout(60):
        async for _ in socket:
            pass
    assert socket.closed


async def test_an_upgrade_that_is_none_gets_an_answer(caller):
    headers = {"Upgrade": "websocket", "Connection": "Upgrade"}
    async with caller.session.get(caller.cloud.url, headers=headers) as response:
        assert response.status == 400
        assert (await response.json())["code"] == "BAD_REQUEST"
