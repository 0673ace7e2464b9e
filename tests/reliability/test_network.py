"""Deployments over bad networks: real scheduler, store, cloud adapter and local cloud, with a fault proxy between."""

import asyncio
import random
import socket
import time
import zipfile
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web

from motiad.cloud import CloudAddress, CloudSessions, MotiaCloud
from motiad.cloud.policy import RetryPolicy
from motiad.contract.http import StartRequest
from motiad.deployments import events as e
from motiad.deployments.ports import Build, Bundle, Manifest
from motiad.localcloud.cloud import make_app
from motiad.pipeline.patience import Patience
from motiad.pipeline.scheduler import Ports, Scheduler
from motiad.secrets import make_redactor
from motiad.store import SqliteStore
from tests.daemon.kept_secrets import KeptSecrets

from .fault_proxy import FaultProxy

SHRUNK = RetryPolicy(
    connect_timeout=2.0,
    retry_after_cap=0.05,
    call_first_wait=0.01,
    call_wait_cap=0.1,
    call_timeout=3.0,
    call_budget=40.0,
    put_first_wait=0.01,
    put_wait_cap=0.1,
    put_stall=3.0,
    put_budget=30.0,
    stream_first_wait=0.02,
    stream_wait_cap=0.1,
    stream_join_timeout=1.0,
    stream_heartbeat=2.0,
    stream_silence=20.0,
)
AT_ONCE = 25
STEPS = ("one", "two")


class TinyBuilder:
    """Writes real zips in no time."""

    async def build(self, project, output, emit, env_names=None):
        names = {f"node/src/{name}.step.zip": name for name in STEPS}
        emit(e.StepsFound(steps=tuple(e.FoundStep(package_path=p, language="node", type="event") for p in names)))
        bundles, steps = [], {}
        for path, name in names.items():
            file = output / path
            file.parent.mkdir(parents=True, exist_ok=True)
            with zipfile.ZipFile(file, "w") as archive:
                archive.writestr(f"{name}.step.js", random.randbytes(20_000))
            bundles.append(Bundle(path, file, file.stat().st_size, "node", "event"))
            config = {"type": "event", "name": name, "subscribes": [name]}
            steps[path] = {"type": "node", "entrypointPath": f"/{name}.step.js", "config": config}
            emit(e.StepBuilt(package_path=path, size=file.stat().st_size))
        return Build(tuple(bundles), Manifest(steps, {}, {}))


class Ends:
    """Hears of every deployment's end, and when."""

    def __init__(self):
        self.states = {}
        self.news = asyncio.Event()

    def publish(self, data):
        if data.terminal:
            assert data.id not in self.states, "an end comes once"
            self.states[data.id] = data
            self.news.set()

    async def of(self, deployment_id):
        while deployment_id not in self.states:
            self.news.clear()
            await self.news.wait()
        return self.states[deployment_id]


@asynccontextmanager
async def network(folder, proxy, step_delay):
    """Give a function that runs one deployment through the proxy and returns its end."""
    inside, outside = socket.create_server(("127.0.0.1", 0)), socket.create_server(("127.0.0.1", 0))
    upstream = f"http://127.0.0.1:{inside.getsockname()[1]}"
    await proxy.start(outside, upstream)
    app = make_app(folder / "cloud", origin=proxy.url, step_delay=step_delay)  # its presigned addresses lead here too
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.SockSite(runner, inside).start()
    store = await SqliteStore.open(folder / "motiad.sqlite3")
    ends = Ends()
    async with CloudSessions() as sessions, aiohttp.ClientSession() as direct:
        cloud = MotiaCloud(CloudAddress(proxy.url, proxy.url.replace("http", "ws", 1)), sessions, SHRUNK)

        async def clouds(target):
            return cloud

        def now():
            return time.time_ns() // 1_000_000

        ports = Ports(store, KeptSecrets(), TinyBuilder(), clouds, ends, make_redactor, now)
        scheduler = Scheduler(ports, folder / "builds", Patience(doubt=1.5))

        async def deploy(number):
            headers = {"x-api-key": "any"}
            async with direct.post(f"{upstream}/v1/deployments", json={"versionName": "1"}, headers=headers) as answer:
                created = await answer.json()
            request = StartRequest(
                deployment_token=created["deploymentToken"], deployment_id=created["deploymentId"], envs={}
            )
            await scheduler.start(request, folder / f"project-{number}", "local")
            return await ends.of(created["deploymentId"])

        yield deploy
        await scheduler.close()
    await store.close()
    await proxy.stop()
    await runner.cleanup()


async def together(deploy, count):
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(number):
        async with slots:
            began = time.monotonic()
            async with asyncio.timeout(60):
                return await deploy(number), time.monotonic() - began

    return await asyncio.gather(*(one(number) for number in range(count)))


async def test_with_a_fault_in_three_of_ten_attempts_nearly_all_complete(tmp_path):
    proxy = FaultProxy(random.Random(5), rate=0.3, cuts=0.05)
    async with network(tmp_path, proxy, 0.01) as deploy:
        ended = await together(deploy, 200)
    failed = [state for state, _ in ended if state.status != "completed"]
    told = f"{len(failed)} failed: {[(state.error_code, state.error) for state in failed]}; faults: {dict(proxy.met)}"
    assert len(failed) <= 2, told
    assert all(state.error_code and state.error.endswith(".") for state in failed), told
    assert len(proxy.met) >= 10, "every kind of fault was met"
    print(told, f"slowest {max(seconds for _, seconds in ended):.1f} s")


async def test_a_stream_that_is_cut_200_times_still_tells_the_truth(tmp_path):
    proxy = FaultProxy(random.Random(6), rate=0.0, cuts=0.5, most_cuts=200)
    async with network(tmp_path, proxy, 0.02) as deploy:
        ended = []
        while proxy.met["cut"] < 200:
            ended += await together(deploy, 20)
    assert {state.status for state, _ in ended} == {"completed"}
    assert all(resource.status == "completed" for state, _ in ended for resource in state.resources)
    slowest = max(seconds for _, seconds in ended)
    assert slowest < 30
    assert proxy.met["cut final"] >= 10
    print(f"{len(ended)} deployments, {dict(proxy.met)}, slowest {slowest:.1f} s")
