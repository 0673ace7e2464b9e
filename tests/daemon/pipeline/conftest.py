"""A scheduler over the real store, with a builder and a cloud at the ports that do as they are told."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from motiad.contract.deployment import Resource
from motiad.contract.http import StartRequest
from motiad.deployments import events as e
from motiad.deployments.ports import Build, Bundle, CloudState, Manifest
from motiad.pipeline.patience import Patience
from motiad.pipeline.scheduler import Ports, Scheduler
from motiad.secrets.redaction import make_redactor
from motiad.store import SqliteStore
from tests.daemon.kept_secrets import KeptSecrets

PATIENCE = Patience(doubt=60, starts=3, keyring=60, keyring_pause=0.05, stop=10)
"""Nothing runs out of time by itself: a test that is about that is impatient."""
STEP = e.FoundStep(package_path="src/a.step.ts", language="node", type="api")
READY = Resource(kind="endpoint", name="GET /a", step_name="A", status="completed")


@dataclass
class ScriptedBuilder:
    """Builds one step of 1000 bytes; waits at `gate`; fails with `error` if there is one."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    error: Exception | None = None
    says: tuple[str, ...] = ("built",)
    projects: list[Path] = field(default_factory=list)
    env_names: list[tuple[str, ...]] = field(default_factory=list)
    bundles: tuple[str, ...] = ("node/src/a.step.zip",)

    async def build(self, project, output, emit, env_names=None):
        self.projects.append(project)
        self.env_names.append(env_names)
        emit(e.StepsFound(steps=(STEP,)))
        emit(e.Logged(phase="build", lines=self.says))
        await self.gate.wait()
        if self.error:
            emit(e.StepFailed(package_path=STEP.package_path, message=str(self.error)))
            raise self.error
        output.mkdir(parents=True)
        emit(e.StepBuilt(package_path=STEP.package_path, size=1000))
        bundles = tuple(self._bundle(output / Path(path).name, path) for path in self.bundles)
        return Build(bundles=bundles, manifest=Manifest(steps={}, streams={}, routers={}))

    def _bundle(self, file, path):
        file.write_bytes(b"x" * 1000)
        return Bundle(path=path, file=file, size=1000, language="node", type="api")


@dataclass
class ScriptedCloud:
    """Takes uploads and starts, and then says what it was told to say."""

    states: list[CloudState] = field(default_factory=lambda: [CloudState("completed", (READY,), {"url": "u"})])
    upload_error: Exception | None = None
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    joined: bool = False
    started: list[tuple[str, dict, bool]] = field(default_factory=list)
    start_errors: list[Exception] = field(default_factory=list)
    uploads: list[str] = field(default_factory=list)
    stays: bool = False
    """The stream goes on after the states, and tells nothing."""
    upload_gate: asyncio.Event = field(default_factory=asyncio.Event)
    held: frozenset[str] = frozenset()
    """Bundles that wait at `upload_gate`."""

    async def upload(self, token, bundle, sent):
        self.uploads.append(bundle.path)
        if bundle.path in self.held:
            await self.upload_gate.wait()
        sent(bundle.size // 2)
        await asyncio.sleep(0)
        if self.upload_error:
            raise self.upload_error
        sent(bundle.size)

    async def start(self, token, envs, manifest):
        self.started.append((token, dict(envs), self.joined))
        if self.start_errors:
            raise self.start_errors.pop(0)
        return "http://localhost/apps/d"

    @asynccontextmanager
    async def follow(self, deployment_id):
        self.joined = True

        async def states():
            await self.gate.wait()
            for state in self.states:
                yield state
            if self.stays and state.status == "progress":
                await asyncio.Event().wait()

        yield states()
        self.joined = False


class Watcher:
    """Keeps every published state, and lets a test wait for one."""

    def __init__(self):
        self.states = []
        self._news = asyncio.Event()

    def publish(self, data):
        self.states.append(data)
        self._news.set()

    async def until(self, deployment_id, status):
        async with asyncio.timeout(60):
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
    ports: Ports
    patience: Patience = PATIENCE

    def impatient(self, **seconds):
        """Wait less long; before anything is started."""
        self.patience = replace(self.patience, **seconds)
        self.scheduler = Scheduler(self.ports, self.folder / "builds", self.patience)

    def project(self, name="shop"):
        return self.folder / name

    async def restart(self, *, orderly=True, **changes):
        """End the daemon's scheduler, by a kill unless `orderly`, and go on with another one."""
        if orderly:
            await self.scheduler.close()
        else:
            for task in self.scheduler._tasks.values():
                task.cancel()  # as a kill would: nobody writes an end
            await asyncio.gather(*self.scheduler._tasks.values(), return_exceptions=True)
        self.watcher.states.clear()
        self.ports = replace(self.ports, **changes)
        self.scheduler = Scheduler(self.ports, self.folder / "builds", self.patience)
        await self.scheduler.recover()

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
    scheduler = Scheduler(ports, tmp_path / "builds", PATIENCE)
    bench = Bench(scheduler, store, builder, cloud, secrets, watcher, tmp_path, ports)
    yield bench
    await bench.scheduler.close()
    await store.close()
