"""A scheduler over the real store, with a builder and a cloud at the ports that do as they are told."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from motiad.secrets.redaction import make_redactor

from motiad.contract.deployment import Resource
from motiad.contract.http import StartRequest
from motiad.deployments import events as e
from motiad.deployments.ports import Build, Bundle, CloudState, Manifest
from motiad.pipeline.scheduler import Ports, Scheduler
from motiad.store import SqliteStore

STEP = e.FoundStep(package_path="src/a.step.ts", language="node", type="api")
READY = Resource(kind="endpoint", name="GET /a", step_name="A", status="completed")


@dataclass
class ScriptedBuilder:
    """Builds one step of 1000 bytes; waits at `gate`; fails with `error` if there is one."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    error: Exception | None = None
    says: tuple[str, ...] = ("built",)
    projects: list[Path] = field(default_factory=list)

    async def build(self, project, output, emit):
        self.projects.append(project)
        emit(e.StepsFound(steps=(STEP,)))
        emit(e.Logged(phase="build", lines=self.says))
        await self.gate.wait()
        if self.error:
            emit(e.StepFailed(package_path=STEP.package_path, message=str(self.error)))
            raise self.error
        output.mkdir(parents=True)
        file = output / "a.zip"
        file.write_bytes(b"x" * 1000)
        emit(e.StepBuilt(package_path=STEP.package_path, size=1000))
        bundle = Bundle(path="node/src/a.step.zip", file=file, size=1000, language="node", type="api")
        return Build(bundles=(bundle,), manifest=Manifest(steps={}, streams={}, routers={}))


@dataclass
class ScriptedCloud:
    """Takes uploads and starts, and then says what it was told to say."""

    states: list[CloudState] = field(default_factory=lambda: [CloudState("completed", (READY,), {"url": "u"})])
    upload_error: Exception | None = None
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    joined: bool = False
    started: list[tuple[str, dict, bool]] = field(default_factory=list)

    async def upload(self, token, bundle, sent):
        sent(bundle.size // 2)
        await asyncio.sleep(0)
        if self.upload_error:
            raise self.upload_error
        sent(bundle.size)

    async def start(self, token, envs, manifest):
        self.started.append((token, dict(envs), self.joined))
        return "http://localhost/apps/d"

    @asynccontextmanager
    async def follow(self, deployment_id):
        self.joined = True

        async def states():
            await self.gate.wait()
            for state in self.states:
                yield state

        yield states()
        self.joined = False


class KeptSecrets:
    """Secrets in a dict that the test can look into."""

    kind = "memory"

    def __init__(self):
        self.kept = {}

    async def keep(self, deployment_id, secrets):
        self.kept[deployment_id] = secrets

    async def recall(self, deployment_id):
        return self.kept.get(deployment_id)

    async def forget(self, deployment_id):
        self.kept.pop(deployment_id, None)


class Watcher:
    """Keeps every published state, and lets a test wait for one."""

    def __init__(self):
        self.states = []
        self._news = asyncio.Event()

    def publish(self, data):
        self.states.append(data)
        self._news.set()

    async def until(self, deployment_id, status):
        async with asyncio.timeout(5):
            while True:
                for state in self.states:
                    if state.id == deployment_id and state.status == status:
                        return state
                self._news.clear()
                await self._news.wait()

    def statuses(self, deployment_id):
        return list(dict.fromkeys(state.status for state in self.states if state.id == deployment_id))


@dataclass
class Bench:
    """Everything a pipeline test needs."""

    scheduler: Scheduler
    store: SqliteStore
    builder: ScriptedBuilder
    cloud: ScriptedCloud
    secrets: KeptSecrets
    watcher: Watcher
    folder: Path

    def project(self, name="shop"):
        return self.folder / name

    async def start(self, deployment_id="d1", *, project="shop", **more):
        body = {"deployment_token": "secret-token-1", "deployment_id": deployment_id, "envs": {}} | more
        return await self.scheduler.start(StartRequest(**body), self.project(project), "local")


@pytest.fixture
async def bench(tmp_path):
    store = await SqliteStore.open(tmp_path / "state" / "motiad.sqlite3")
    builder, cloud, secrets, watcher = ScriptedBuilder(), ScriptedCloud(), KeptSecrets(), Watcher()
    clock = iter(range(1_000_000, 9_000_000))

    async def clouds(target):
        return cloud

    ports = Ports(
        store=store,
        secrets=secrets,
        builder=builder,
        clouds=clouds,
        publisher=watcher,
        redactor=make_redactor,
        now=lambda: next(clock),
    )
    scheduler = Scheduler(ports, tmp_path / "builds")
    yield Bench(scheduler, store, builder, cloud, secrets, watcher, tmp_path)
    await scheduler.close()
    await store.close()
