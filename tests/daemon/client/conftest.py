"""A real server over the real store, for the client to talk to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest

from motiad.contract.check import MissingVariable, ProjectCheck
from motiad.contract.cloud import CloudUrls
from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import DeploymentData
from motiad.contract.http import StartRequest
from motiad.deployments.events import Logged, Requested
from motiad.deployments.ports import Deployment
from motiad.errors import MotiadError
from motiad.server import AdmissionSettings, CurrentProject, Listener, ServerDeps, StreamHub, make_app
from motiad.store import SqliteStore

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

        async def local_cloud() -> CloudUrls:
            return CloudUrls(url="http://127.0.0.1:4000", ws_url="ws://127.0.0.1:4000")

        async def in_memory() -> Literal["memory"]:
            return "memory"

        async def check(folder: Path, env_names: Collection[str]) -> ProjectCheck:
            read = [MissingVariable(name=name, place="src/a.step.ts:1") for name in ("A", "B") if name not in env_names]
            return ProjectCheck(path=str(folder), complete=True, missing=tuple(read))

        deps = ServerDeps(
            served.deployer, store, hub, in_memory, OWNER, CurrentProject(), "motia", "0.1.0", local_cloud, check,
            served.shut_down.set, admission=admission or AdmissionSettings(),
        )  # fmt: skip
        served.listener = await Listener.open(make_app(deps), port=port, strict=bool(port))
        stack.push_async_callback(served.listener.close)
        return served

    yield start
    await stack.aclose()


@pytest.fixture
async def served(serve: Serve) -> Served:
    """A running server."""
    return await serve()
