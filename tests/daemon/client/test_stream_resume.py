"""Deltas and resume over real sockets: what a connection costs, and that nothing is lost or comes twice."""

import asyncio
import json
import random
from pathlib import Path

import pytest
from aiohttp import web

from motiad.client import DeploymentStream
from motiad.client.reader import BREAKS, Reader
from motiad.client.replica import BrokenChainError, Replica
from motiad.contract.delta import Delta, item_hash
from motiad.deployments.events import Logged
from motiad.deployments.ports import Deployment
from motiad.deployments.reducer import initial, reduce
from motiad.server.messages import State

from .long_deployment import LINES, states


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr("motiad.client.stream.FIRST_WAIT", 0.02)
    monkeypatch.setattr("motiad.client.stream.LONGEST_WAIT", 0.1)


@pytest.fixture
def received(monkeypatch):
    """The sizes of all frames that our clients have read."""
    sizes = []
    read = Reader.read

    def counting(self, frame):
        sizes.append(len(frame))
        return read(self, frame)

    monkeypatch.setattr(Reader, "read", counting)
    return sizes


class Proxy:
    """Stands between client and daemon, and can cut the line."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._writers: set[asyncio.StreamWriter] = set()

    async def start(self) -> str:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return f"ws://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def cut(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    async def stop(self) -> None:
        self._server.close()
        self.cut()
        await self._server.wait_closed()

    async def _serve(self, reader, writer):
        up, down = await asyncio.open_connection("127.0.0.1", self._target)
        self._writers |= {writer, down}
        await asyncio.gather(self._pass(reader, down), self._pass(up, writer))

    async def _pass(self, reader, writer):
        try:
            while chunk := await reader.read(1 << 16):
                writer.write(chunk)
                await writer.drain()
        except ConnectionError:
            pass
        writer.close()


async def collect(found, into):
    async for data in found:
        into.append(data)
        if data.terminal:
            return


async def test_ten_thousand_lines_cost_little_more_than_the_final_item(served, received, monkeypatch):
    """Whole items would be hundreds of megabytes; one in eight events is an update, as after the coalescer."""
    monkeypatch.setattr(served.hub, "_coalesce", 0)
    seen, whole = [], 0
    async with DeploymentStream(served.listener.ws_url) as stream:
        task = asyncio.create_task(collect(stream.watch("long"), seen))
        while not served.hub.subscriptions:
            await asyncio.sleep(0.01)
        for data, _ in states("long"):
            served.hub.publish(data)
            whole += len(State(data).body)
            while not seen or seen[-1] != data:
                await asyncio.sleep(0)
        await asyncio.wait_for(task, 60)
    final = len(State(data).body)
    print(f"\n{LINES} lines: {sum(received):,} bytes in {len(received)} messages, final item {final:,} bytes,")
    print(f"ratio {sum(received) / final:.2f}; whole items: {whole:,} bytes")
    assert len(received) > 1000
    assert sum(received) <= 1.5 * final


@pytest.mark.parametrize("everything", [False, True])
async def test_after_a_cut_only_what_is_missing_comes(served, received, everything):
    """Cut again and again while lines come: the states that arrive are the store's, and lines come once."""
    proxy = Proxy(served.listener.port)
    chance = random.Random(1)
    lines = tuple(f"line {number} {chance.randbytes(200).hex()}" for number in range(100))
    data = reduce(initial("d1"), Logged(phase="build", lines=lines), 1)
    data = data.model_copy(update={"status": "building", "phase": "build"})
    await served.store.create(Deployment(data, Path("/"), "motia", "mark"), [])
    served.hub.publish(data)
    async with DeploymentStream(await proxy.start()) as stream:
        seen = []
        task = asyncio.create_task(collect(stream.watch_all() if everything else stream.watch("d1"), seen))
        while not seen:
            await asyncio.sleep(0.01)
        first = sum(received)
        received.clear()
        for cut in range(8):
            proxy.cut()
            for line in range(5):
                event = Logged(phase="build", lines=(f"line {cut} {line}",))
                data = reduce(data, event, 2)
                await served.store.append(data, [(2, event)])
                served.hub.publish(data)
            async with asyncio.timeout(60):
                while seen[-1] != data:
                    await asyncio.sleep(0.01)
        connections = []
        stream.on_connection(connections.append)
        proxy.cut()
        while not connections:
            await asyncio.sleep(0)
        data = data.model_copy(update={"status": "failed", "error": "no"})
        await served.store.append(data, [])
        served.hub.publish(data)
        await asyncio.wait_for(task, 60)
    await proxy.stop()
    assert seen[-1] == data
    assert [len(state.build_logs) for state in seen] == sorted(len(state.build_logs) for state in seen)
    assert all(state.build_logs == data.build_logs[: len(state.build_logs)] for state in seen)
    assert sum(received) < first


async def test_a_daemon_that_does_not_know_the_extension():
    """Older daemons leave the field unread and send whole items."""
    asked = []
    item = initial("d1").model_copy(update={"status": "completed"}).wire()

    async def handler(request):
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        asked.append(json.loads(await socket.receive_str()))
        message = {"timestamp": 5, "streamName": "deployment-status", "groupId": "deployments", "id": "d1"}
        await socket.send_json({**message, "event": {"type": "sync", "data": item}})
        await socket.receive()
        return socket

    app = web.Application()
    app.router.add_get("/", handler)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with DeploymentStream(f"ws://127.0.0.1:{runner.addresses[0][1]}") as stream:
        assert [data.status async for data in stream.watch("d1")] == ["completed"]
    await runner.cleanup()
    assert asked[0]["data"]["extensions"] == {"deltas": 1, "deflate": True, "resume": {}}


async def test_what_does_not_fit_is_asked_for_anew_and_then_given_up(served, monkeypatch, caplog):
    """A hash that is wrong every time: whole items after a few tries, and the states arrive."""
    monkeypatch.setattr("motiad.server.messages.item_hash", lambda item: "0" * 16)
    told = await served.tell("d1", "building", 3, build_logs=("a line",))
    async with DeploymentStream(served.listener.ws_url) as stream:
        assert await asyncio.wait_for(anext(stream.watch("d1")), 60) == told
    assert caplog.text.count("does not fit") == BREAKS


@pytest.mark.parametrize("extensions", [{}, {"deltas": 2}, {"deltas": 1, "later": 1}, {"deltas": 0, "deflate": True}])
async def test_what_may_be_asked_for(served, extensions):
    """An unknown version means whole items, an unknown member means nothing."""
    await served.tell("d1", "building")
    join = {"streamName": "deployment-status", "groupId": "deployments", "id": "d1", "subscriptionId": "s"}
    stream = DeploymentStream(served.listener.ws_url)
    async with stream:
        while not stream.connected:
            await asyncio.sleep(0.01)
        answers = []
        stream._receive = answers.append
        await stream._socket.send_json({"type": "join", "data": {**join, "extensions": extensions}})
        while not answers:
            await asyncio.sleep(0.01)
    kind = json.loads(answers[0])["event"]["type"]
    assert kind == ("delta" if extensions.get("deltas") == 1 else "sync")


class TestReplica:
    """What is refused: a step that does not follow on."""

    def delta(self, base=None, **more):
        item = {"id": "d1", "buildLogs": ["one"], "uploadLogs": [], "deployLogs": []}
        logs = {"buildLogs": {"omitted": 0, "after": 0, "add": ["one"]}}
        given = {"base": base, "fields": {"id": "d1"}, "logs": logs, "hash": item_hash(item)}
        return Delta.model_validate({**given, **more})

    @pytest.mark.parametrize(
        "wrong",
        [
            {"base": 4}, {"base": 5, "hash": "x"}, {"base": 5, "gone": ["error"]}, {"base": 5, "rows": {"build": {}}},
            {"base": 5, "logs": {"buildLogs": {"omitted": 0, "after": 2, "add": []}}},
            {"base": 5, "logs": {"elsewhere": {"omitted": 0, "after": 0, "add": []}}},
        ],
    )  # fmt: skip
    def test_refused(self, wrong):
        replica = Replica()
        replica.apply(self.delta(), 5)
        assert replica.item["buildLogs"] == ["one"]
        with pytest.raises(BrokenChainError):
            replica.apply(self.delta(**wrong), 6)
        assert replica.item is None
        assert replica.held is None
