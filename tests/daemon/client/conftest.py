"""A real server over the real store, for the client to talk to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import DeploymentData
from motiad.contract.http import StartRequest
from motiad.deployments.events import Logged, Requested
from motiad.deployments.ports import Deployment
from motiad.errors import MotiadError
from motiad.paths import Paths
from motiad.server import AdmissionSettings, Listener, StreamHub, make_app
from motiad.store import SqliteStore
from tests.daemon.server_deps import server_deps

from .daemons import none_left

OWNER = "owner-token"


class PlayedDeployer:
    """What lies behind the routes: remembers what it was asked for."""

    def __init__(self, served: "Served") -> None:
        self.served = served
        self.started: list[tuple[StartRequest, Path | None, str]] = []
        self.asked: list[tuple[str, str]] = []

    async def start(self, request, project, cloud):
        self.started.append((request, project, cloud))
        await self.served.tell(request.deployment_id, "idle")
        return await self.served.store.get(request.deployment_id)

    async def cancel(self, deployment_id):
        self.asked.append(("cancel", deployment_id))
        if await self.served.store.get(deployment_id) is None:
            raise MotiadError(ErrorCode.NOT_FOUND, "Deployment not found", hint="Look at the list.", details={"a": 1})

    async def retry(self, deployment_id):
        self.asked.append(("retry", deployment_id))
        return await self.served.store.get(deployment_id)


@dataclass
class Served:
    store: SqliteStore
    hub: StreamHub
    listener: Listener
    deployer: PlayedDeployer
    shut_down: asyncio.Event

    async def tell(self, deployment_id: str, status: str, progress: int = 0, **more: Any) -> DeploymentData:
        """Persist, then publish."""
        phase = {"building": "build", "uploading": "upload", "deploying": "deploy"}.get(status)
        data = DeploymentData(id=deployment_id, status=status, phase=phase, progress=progress, message=status, **more)
        if await self.store.get(deployment_id) is None:
            await self.store.create(Deployment(data, Path("/project"), "motia", "mark"), [(1, Requested())])
        line = Logged(phase="build", lines=(f"{status} {progress}",))
        await self.store.append(data, [(2, line)])
        self.hub.publish(data)
        return data


Serve = Callable[..., Awaitable[Served]]


@pytest.fixture
async def serve(tmp_path: Path) -> AsyncIterator[Serve]:
    """A function that starts a server; again on the same port and store after it was closed."""
    stack = AsyncExitStack()

    async def start(port: int = 0, admission: AdmissionSettings | None = None) -> Served:
        store = await SqliteStore.open(tmp_path / "motiad.sqlite3")
        stack.push_async_callback(store.close)
        hub = await StreamHub.open(store)
        served = Served(store, hub, None, None, asyncio.Event())  # type: ignore[arg-type]
        served.deployer = PlayedDeployer(served)

        deps = server_deps(
            scheduler=served.deployer,
            store=store,
            hub=hub,
            owner_token=OWNER,
            shutdown=served.shut_down.set,
            admission=admission or AdmissionSettings(),
        )
        served.listener = await Listener.open(make_app(deps), port=port, strict=bool(port))
        stack.push_async_callback(served.listener.close)
        return served

    yield start
    await stack.aclose()


@pytest.fixture
async def served(serve: Serve) -> Served:
    """A running server."""
    return await serve()


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Paths]:
    """Where real daemons of the test's own live; none is left behind."""
    monkeypatch.setenv("MOTIAD_PORT", "0")
    paths = Paths.under(tmp_path / "base")
    with none_left(paths):
        yield paths
