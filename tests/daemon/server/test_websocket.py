"""The stream's protocol over real sockets."""

import asyncio
import itertools
import json
import struct

import aiohttp
import pytest

from motiad.server import AdmissionSettings

DOCUMENTED = {"streamName": "deployment-status", "groupId": "deployments"}


def join(subscription_id="s1", *, kind="join", **data):
    return {"type": kind, "data": {**DOCUMENTED, "subscriptionId": subscription_id, **data}}


class Talk:
    """A client that reads what it is told."""

    def __init__(self, socket):
        self.socket = socket

    async def send(self, message):
        await self.socket.send_str(message if isinstance(message, str) else json.dumps(message))

    async def read(self, seconds=60.0):
        return json.loads(await self.socket.receive_str(timeout=seconds))

    async def silent(self):
        """What was sent is dealt with, and nothing comes but the answer to this."""
        await self.send("x")
        assert is_error(await self.read(), "BAD_REQUEST")

    async def closed(self, seconds=60.0):
        while True:
            message = await self.socket.receive(timeout=seconds)
            if message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSING):
                return self.socket.close_code


async def until(condition):
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.005)


@pytest.fixture
async def connect(request):
    sockets = []

    async def connect(served, **options) -> Talk:
        socket = await served.session.ws_connect(served.listener.ws_url, max_msg_size=0, **options)
        sockets.append(socket)
        return Talk(socket)

    yield connect
    for socket in sockets:
        await socket.close()


@pytest.fixture
async def talk(served, connect):
    return await connect(served)


class TestItems:
    async def test_sync_then_updates(self, served, talk, state):
        await served.tell(state("d1", "building", 1))
        await talk.send(join(id="d1"))
        sync = await talk.read()
        assert {key: sync[key] for key in ("streamName", "groupId", "id")} == {**DOCUMENTED, "id": "d1"}
        assert set(sync) == {"timestamp", "streamName", "groupId", "id", "event"}
        assert sync["event"]["type"] == "sync"
        assert (sync["event"]["data"]["id"], sync["event"]["data"]["progress"]) == ("d1", 1)
        await served.tell(state("d1", "uploading", 34))
        update = await talk.read()
        assert (update["event"]["type"], update["event"]["data"]["status"]) == ("update", "uploading")
        assert update["timestamp"] > sync["timestamp"]

    async def test_upstreams_name_has_the_same_item(self, served, talk, state):
        await served.tell(state("d1"))
        alias = {"streamName": "__motia.deployment", "groupId": "d1", "id": "data"}
        await talk.send({"type": "join", "data": {**alias, "subscriptionId": "s"}})
        sync = await talk.read()
        assert {key: sync[key] for key in alias} == alias
        assert sync["event"]["data"]["id"] == "d1"

    async def test_before_it_exists(self, served, talk, state):
        await talk.send(join(id="later"))
        await talk.silent()
        await served.tell(state("later", "idle"))
        created = await talk.read()
        assert (created["event"]["type"], created["event"]["data"]["status"]) == ("create", "idle")

    async def test_an_ended_one_from_the_store(self, served, talk, state):
        await served.tell(state("d1", "building"))
        await served.tell(state("d1", "completed", 100))
        await talk.send(join(id="d1"))
        assert (await talk.read())["event"]["data"]["status"] == "completed"

    async def test_others_are_not_told(self, served, talk, state):
        await talk.send(join(id="d1"))
        await talk.silent()
        await served.tell(state("d2", "building"))
        await talk.silent()

    async def test_leave(self, served, talk, state):
        await served.tell(state("d1"))
        await talk.send(join(id="d1"))
        await talk.read()
        await talk.send(join(kind="leave", id="d1"))
        await talk.send(join("other", id="none"))
        await talk.silent()
        await served.tell(state("d1", "uploading"))
        await talk.silent()

    async def test_nobody_ends_or_steals_anothers_subscription(self, served, connect, state):
        first, second = await connect(served), await connect(served)
        await served.tell(state("d1"))
        for talk in (first, second):
            await talk.send(join("same", id="d1"))
            await talk.read()
        await second.send(join("same", kind="leave", id="d1"))
        await second.silent()
        await served.tell(state("d1", "uploading"))
        assert (await first.read())["event"]["data"]["status"] == "uploading"


class TestGroups:
    async def test_sync_then_create_and_update(self, served, talk, state):
        await served.tell(state("old", "completed", build_logs=("a line",)))
        await served.tell(state("active", "building", build_logs=("a line",)))
        await talk.send(join())
        sync = await talk.read()
        assert "id" not in sync
        items = {item["id"]: item for item in sync["event"]["data"]}
        assert set(items) == {"old", "active"}
        assert items["active"]["buildLogs"] == ["a line"]
        assert items["old"]["buildLogs"] == []
        await served.tell(state("new", "idle"))
        await served.tell(state("new", "building"))
        await served.tell(state("active", "uploading"))
        told = [await talk.read() for _ in range(3)]
        assert [(each["id"], each["event"]["type"]) for each in told] == [
            ("new", "create"),
            ("new", "update"),
            ("active", "update"),
        ]

    async def test_what_is_no_longer_kept(self, served, talk, state):
        """The group is told; a listener of one item, as documented, could not take it."""
        for deployment_id in ("d1", "d2"):
            await served.tell(state(deployment_id, "completed"))
        await talk.send(join())
        await talk.read()
        await talk.send(join("item", id="d2"))
        last = await talk.read()
        served.hub.remove(["d1", "d2"])
        told = await talk.read()
        assert (told["id"], told["event"]) == ("d1", {"type": "delete", "data": {"id": "d1"}})
        assert told["timestamp"] > last["timestamp"]
        await served.tell(state("d1", "building"))
        again = await talk.read()
        assert (again["id"], again["event"]["type"]) == ("d1", "create")

    async def test_500_stay_under_the_cap(self, served, talk, state):
        logs = tuple(f"line {number:04} " + "x" * 90 for number in range(1000))
        for number in range(500):
            served.hub.publish(state(f"d{number}", "building", build_logs=logs))
        await talk.send(join())
        message = await talk.socket.receive(timeout=60)
        assert len(message.data) <= 8 * 1024 * 1024 + 1024
        items = json.loads(message.data)["event"]["data"]
        assert len(items) == 500
        assert any(item["buildLogs"] for item in items)
        assert not all(item["buildLogs"] for item in items)

    async def test_one_deployments_own_group(self, served, talk, state):
        await served.tell(state("d1"))
        await talk.send(
            {"type": "join", "data": {"streamName": "__motia.deployment", "groupId": "d1", "subscriptionId": "s"}}
        )
        assert [item["id"] for item in (await talk.read())["event"]["data"]] == ["d1"]
        await served.tell(state("d1", "uploading"))
        update = await talk.read()
        assert (update["id"], update["event"]["type"]) == ("data", "update")


MALFORMED = [
    "",
    "x",
    "null",
    "[]",
    "{}",
    '{"type": "join"}',
    '{"type": "join", "data": null}',
    '{"type": "talk", "data": {}}',
    json.dumps(join(id="")),
    json.dumps(join(id=3)),
    json.dumps(join("")),
    json.dumps(join(streamName="s" * 513)),
    json.dumps(join(id="\ud800")),
    "[" * 60_000,
    '{"type": "join", "data": ' + "9" * 5000 + "}",
]


def is_error(message, code):
    """The only form that does not crash the official Node client."""
    event = message["event"]
    return event["type"] == "event" and event["event"]["type"] == "error" and event["event"]["data"]["code"] == code


class TestMistakes:
    @pytest.mark.parametrize("text", MALFORMED, ids=range(len(MALFORMED)))
    async def test_malformed(self, talk, text):
        await talk.send(text)
        assert is_error(await talk.read(), "BAD_REQUEST")
        await talk.send(join())
        assert (await talk.read())["event"]["type"] == "sync"

    async def test_binary(self, talk):
        await talk.socket.send_bytes(b"{}")
        assert is_error(await talk.read(), "BAD_REQUEST")

    async def test_not_utf8(self, served):
        """The frame ends this client, and nobody else."""
        reader, writer = await raw_socket(served)
        writer.write(masked(0x81, b"\xff\xfe"))
        assert await close_code(reader) == 1007
        writer.close()
        assert (await served.call("GET", "/health")).status == 200

    async def test_too_large(self, served, talk):
        await talk.send('"' + "x" * 70_000 + '"')
        assert await talk.closed() == 1009
        assert (await served.call("GET", "/health")).status == 200

    async def test_malformed_once_too_often(self, serve, connect):
        served = await serve(AdmissionSettings(max_malformed=3))
        talk = await connect(served)
        for _ in range(4):
            await talk.send("x")
        for _ in range(3):
            assert is_error(await talk.read(), "BAD_REQUEST")
        assert await talk.closed() == 1008

    @pytest.mark.parametrize("elsewhere", [{"streamName": "other"}, {"groupId": "other"}])
    async def test_what_does_not_exist(self, talk, elsewhere):
        await talk.send(join(id="d1", **elsewhere))
        error = await talk.read()
        assert is_error(error, "NOT_FOUND")
        assert error["id"] == "d1"

    async def test_too_many_subscriptions(self, serve, connect):
        served = await serve(AdmissionSettings(max_subscriptions=2))
        talk = await connect(served)
        for number in range(3):
            await talk.send(join(f"s{number}", id=f"d{number}"))
        assert is_error(await talk.read(), "RATE_LIMITED")
        await talk.send(join("s0", kind="leave"))
        await talk.send(join("s2"))
        assert (await talk.read())["event"]["type"] == "sync"

    async def test_too_many_clients(self, serve, connect):
        """A 4xx on the upgrade would crash the official client: it is let in and then told to come back."""
        served = await serve(AdmissionSettings(max_websockets=1))
        first = await connect(served)
        assert await (await connect(served)).closed() == 1013
        await first.socket.close()
        await until(lambda: not served.hub.subscribers)
        third = await connect(served)
        await third.send(join())
        assert (await third.read())["event"]["type"] == "sync"


async def test_subprotocols(served, connect):
    """A browser fails the connection when the server selects none of its offers."""
    for offers, chosen in ((("Authorization", "token"), "Authorization"), (("graphql",), "graphql"), ((), None)):
        assert (await connect(served, protocols=offers)).socket.protocol == chosen


async def test_the_end_is_told(served, talk, state):
    await talk.send(join(id="d1"))
    await talk.silent()
    await served.tell(state("d1", "building"))
    served.hub.publish(state("d1", "building", 5))
    closing = asyncio.create_task(served.listener.close())
    assert [(await talk.read())["event"]["data"]["progress"] for _ in range(2)] == [0, 5]
    assert await talk.closed() == 1001
    await asyncio.wait_for(closing, 60)


async def test_a_client_that_does_not_read_is_cut_and_costs_the_others_nothing(served, connect, state, monkeypatch):
    monkeypatch.setattr("motiad.server.subscriber.DRAIN_SECONDS", 2)
    _, stuck_writer = await raw_socket(served)
    healthy = await connect(served)
    stuck_writer.transport.pause_reading()
    stuck_writer.write(masked(0x81, json.dumps(join(id="d1")).encode()))
    await healthy.send(join(id="d1"))
    await until(lambda: served.hub.subscriptions == 2)

    async def all_of_it():
        while (told := await healthy.read())["event"]["data"]["status"] != "uploading":
            assert told["event"]["data"]["status"] == "building"

    reading = asyncio.create_task(all_of_it())
    message = "x" * 500_000
    async with asyncio.timeout(60):
        for number in itertools.count():
            served.hub.publish(state("d1", "building", number % 33, error=message))
            await asyncio.sleep(0.06)
            if len(served.hub.subscribers) == 1:
                break
    served.hub.publish(state("d1", "uploading", 40))
    await asyncio.wait_for(reading, 60)
    stuck_writer.close()


async def test_noise_instead_of_frames(served):
    for noise in (b"\x00" * 64, b"\xff" * 64, masked(0x83, b"x"), masked(0x81, b"x")[:3], b"\x81\x05hello"):
        reader, writer = await raw_socket(served)
        writer.write(noise)
        writer.write_eof()
        await asyncio.wait_for(reader.read(), 60)
        writer.close()
    assert (await served.call("GET", "/health")).status == 200
    await until(lambda: not served.hub.subscribers)


async def test_clients_that_vanish_are_no_errors(served, monkeypatch, caplog):
    """They go while the guard still asks whose they are."""
    asked, gone = [], asyncio.Event()

    async def slowly(_):
        asked.append(1)
        await gone.wait()

    monkeypatch.setattr("motiad.server.guard.peer_uid", slowly)
    for path in ("/health", "/"):
        _, writer = await asyncio.open_connection("127.0.0.1", served.port)
        upgrade = HANDSHAKE if path == "/" else b""
        writer.write(b"GET " + path.encode() + b" HTTP/1.1\r\nHost: localhost\r\n" + upgrade + b"\r\n")
        await writer.drain()
        await until(lambda path=path: len(asked) == (2 if path == "/" else 1))
        writer.transport.abort()
    for _ in range(10):  # its end is heard of by a loop that goes on
        await asyncio.sleep(0.005)
    gone.set()
    assert (await served.call("GET", "/health")).status == 200
    await until(lambda: not served.hub.subscribers)
    assert not [record for record in caplog.records if record.levelname in ("ERROR", "WARNING")]


HANDSHAKE = (
    b"Upgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n"
)


async def raw_socket(served):
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n" + HANDSHAKE + b"\r\n")
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
    return reader, writer


def masked(first: int, payload: bytes) -> bytes:
    length = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + struct.pack("!H", len(payload))
    return bytes([first]) + length + b"\0\0\0\0" + payload


async def close_code(reader) -> int:
    while True:
        first, length = await asyncio.wait_for(reader.readexactly(2), 60)
        payload = await reader.readexactly(length)
        if first == 0x88:
            return struct.unpack("!H", payload[:2])[0]
