"""A real server over the real store and scheduler; only what lies behind the pipeline's ports is played."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from motiad.contract.deployment import DeploymentData
from motiad.deployments.events import Completed, Requested
from motiad.deployments.ports import Deployment
from motiad.pipeline.scheduler import Ports, Scheduler
from motiad.server import (
    LOOPBACK,
    AdmissionSettings,
    Listener,
    ServerDeps,
    StreamHub,
    make_app,
)
from motiad.store import SqliteStore
from tests.daemon.kept_secrets import KeptSecrets
from tests.daemon.server_deps import server_deps

OWNER = "owner-token-0123456789"


class EndlessBuilder:
    """A build that goes on until it is cancelled."""

    def __init__(self) -> None:
        self.projects: list[Path] = []

    async def build(self, project, output, emit, env_names=None):
        self.projects.append(project)
        await asyncio.Event().wait()


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str | None:
        return self.json().get("code")


@dataclass
class Served:
    """One running server and everything behind it."""

    listener: Listener
    deps: ServerDeps
    store: SqliteStore
    hub: StreamHub
    scheduler: Scheduler
    builder: EndlessBuilder
    clouds: list[str]
    session: aiohttp.ClientSession
    shut_down: asyncio.Event

    @property
    def url(self) -> str:
        return self.listener.url

    @property
    def port(self) -> int:
        return self.listener.port

    async def tell(self, data: DeploymentData) -> None:
        """Persist, then publish, as the journal does."""
        if await self.store.get(data.id) is None:
            await self.store.create(Deployment(data, Path("/project"), "motia", "mark"), [(1, Requested())])
        await self.store.append(data, [(2, Completed())] if data.status == "completed" else [])
        self.hub.publish(data)

    async def raw(self, request: bytes, *, seconds: float = 5.0) -> Answer:
        """Send bytes as they are and read one answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(request)
            async with asyncio.timeout(seconds):
                return await read_answer(reader)
        finally:
            writer.close()

    async def call(
        self, method: str, path: str, body: Any = None, *, owner: bool = False, headers: dict[str, str] | None = None
    ) -> Answer:
        """Send an ordinary request."""
        given = {**({"Authorization": f"Bearer {OWNER}"} if owner else {}), **(headers or {})}
        async with self.session.request(method, self.url + path, json=body, headers=given) as response:
            return Answer(response.status, dict(response.headers), await response.read())


async def read_answer(reader: asyncio.StreamReader) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    status = int(head[0].split()[1])
    if status == 100:
        return await read_answer(reader)
    body = await reader.readexactly(int(headers.get("Content-Length", 0)))
    return Answer(status, headers, body)


Serve = Callable[..., Awaitable[Served]]


@pytest.fixture
async def serve(tmp_path: Path) -> AsyncIterator[Serve]:
    """A function that starts a server with the given admission settings or other dependencies."""
    stack = AsyncExitStack()

    async def start(
        admission: AdmissionSettings | None = None,
        *,
        hosts: Sequence[str] = LOOPBACK,
        **deps: Any,
    ) -> Served:
        store = await SqliteStore.open(tmp_path / "motiad.sqlite3")
        stack.push_async_callback(store.close)
        hub = await StreamHub.open(store)
        builder, clouds = EndlessBuilder(), []

        async def cloud_at(target: str) -> None:
            clouds.append(target)

        ports = Ports(
            store, KeptSecrets(), builder, cloud_at, hub, lambda _: lambda text: text, lambda: time.time_ns() // 10**6
        )
        scheduler = Scheduler(ports, tmp_path / "builds")
        stack.push_async_callback(scheduler.close)
        shut_down = asyncio.Event()

        given = server_deps(
            scheduler=scheduler,
            store=store,
            hub=hub,
            owner_token=OWNER,
            shutdown=shut_down.set,
            admission=admission or AdmissionSettings(),
            **deps,
        )
        listener = await Listener.open(make_app(given), port=0, hosts=hosts)
        stack.push_async_callback(listener.close)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        return Served(listener, given, store, hub, scheduler, builder, clouds, session, shut_down)

    yield start
    await stack.aclose()


@pytest.fixture
async def served(serve: Serve) -> Served:
    """A server with the default policy."""
    return await serve()


@pytest.fixture(name="state")
def state_maker() -> Callable[..., DeploymentData]:
    """A function that makes states."""
    return state


def state(deployment_id: str = "d1", status: str = "building", progress: int = 0, **more: Any) -> DeploymentData:
    """Return a state with the phase that belongs to its status."""
    phase = {"building": "build", "uploading": "upload", "deploying": "deploy", "failed": "build"}.get(status)
    return DeploymentData(
        id=deployment_id, status=status, phase=phase, progress=progress, message=f"{status} {progress}", **more
    )
