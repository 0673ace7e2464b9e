"""A log that grows while the line is cut and the daemon restarts: each line is read once."""

import asyncio
import itertools
from pathlib import Path

import pytest
from aiohttp import web

from motiad.client import DaemonClient, DeploymentStream, MotiadError
from motiad.client.log_reader import LogReader
from motiad.deployments.events import Logged
from motiad.deployments.logtail import MAX_LINES
from motiad.deployments.ports import Deployment
from motiad.deployments.reducer import initial, reduce

from .conftest import OWNER


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    for place in ("stream", "log_reader"):
        monkeypatch.setattr(f"motiad.client.{place}.FIRST_WAIT", 0.02)
        monkeypatch.setattr(f"motiad.client.{place}.LONGEST_WAIT", 0.1)


class Building:
    """A deployment whose log grows, as the journal has it: stored, then told."""

    def __init__(self, served):
        self.served = served
        self.data = initial("d1").model_copy(update={"status": "building", "phase": "build"})
        self._numbers = itertools.count(1)

    async def create(self):
        await self.served.store.create(Deployment(self.data, Path("/"), "motia", "mark"), [])

    async def log(self, count, *, last=False):
        event = Logged(phase="build", lines=tuple(f"line {next(self._numbers)}" for _ in range(count)))
        self.data = reduce(self.data, event, 2)
        if last:
            self.data = self.data.model_copy(update={"status": "failed", "error": "no"})
        await self.served.store.append(self.data, [(2, event)])
        self.served.hub.publish(self.data)


async def test_more_lines_than_the_tail_while_nobody_is_connected(serve):
    """As `motiad logs --follow` reads: whenever the stream tells of a state. The last lines come while all is away."""
    served = await serve()
    building = Building(served)
    await building.create()
    await building.log(10)
    port, read = served.listener.port, []

    async def follow():
        async with (
            DaemonClient(served.listener.url, OWNER) as client,
            DeploymentStream(served.listener.ws_url) as stream,
        ):
            lines = LogReader(client, "d1")
            async for _ in stream.watch("d1"):
                read.extend([line async for line in lines.new()])

    following = asyncio.create_task(follow())
    for last in (False, False, True):
        async with asyncio.timeout(60):
            while len(read) < 10:
                await asyncio.sleep(0.01)
        await served.listener.close()
        await served.hub.close()
        await building.log(2 * MAX_LINES + 7, last=last)
        await served.store.close()
        served = building.served = await serve(port)
        await building.log(3) if not last else None
    await asyncio.wait_for(following, 60)
    assert [line.text for line in read] == [f"line {number}" for number in range(1, 10 + 3 * (2 * MAX_LINES + 7) + 7)]


async def test_the_daemon_goes_away_between_two_pages(serve):
    served = await serve()
    building = Building(served)
    await building.create()
    await building.log(2500)
    port, read = served.listener.port, []
    async with DaemonClient(served.listener.url, OWNER) as client:
        lines = LogReader(client, "d1").new()
        read.append(await anext(lines))
        await served.listener.close()
        await served.store.close()
        reading = asyncio.create_task(_rest(lines, read))
        await asyncio.sleep(0.1)
        await serve(port)
        await asyncio.wait_for(reading, 60)
    assert [line.text for line in read] == [f"line {number}" for number in range(1, 2501)]


async def test_a_daemon_that_is_about_to_end_is_away():
    answers = iter((503, 503, 200, 200))

    async def answer(request):
        status = next(answers)
        line = {"number": 1, "phase": "build", "text": "the line", "at": 1}
        lines = [line] if request.query["after"] == "0" else []
        body = {"lines": lines} if status == 200 else {"success": False, "error": "Ending.", "code": "SHUTTING_DOWN"}
        return web.json_response(body, status=status)

    app = web.Application()
    app.router.add_get("/deployments/d1/logs", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with DaemonClient(f"http://127.0.0.1:{runner.addresses[0][1]}") as client:
        assert [line.text async for line in LogReader(client, "d1").new()] == ["the line"]
    await runner.cleanup()


async def test_who_stays_away_is_not_waited_for_for_ever(served):
    async with DaemonClient("http://127.0.0.1:1") as client:
        with pytest.raises(MotiadError) as caught:
            await anext(LogReader(client, "d1").new(patience=0.1))
    assert caught.value.code == "DAEMON_UNAVAILABLE"
    async with DaemonClient(served.listener.url, OWNER) as client:
        with pytest.raises(MotiadError) as caught:
            await anext(LogReader(client, "d1").new())
    assert caught.value.code == "NOT_FOUND"


async def _rest(lines, into):
    into.extend([line async for line in lines])
