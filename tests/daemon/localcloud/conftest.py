"""A local cloud for each test, and a client that speaks its API over real HTTP."""

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from yarl import URL

from motiad.localcloud import LocalCloud


def zipped(files: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


class Project:
    """Three steps and a router, as the official build describes them."""

    def __init__(self) -> None:
        self.bundles: dict[str, bytes] = {"router-node.zip": zipped({"router.js": "r", "router.js.map": "{}"})}
        self.steps: dict[str, Any] = {}
        self.streams = {"orders": {"name": "orders", "storageType": "default"}}
        self.routers = {"node": "router-node.zip"}
        api = {"type": "api", "method": "POST", "path": "/orders", "emits": ["order.placed"]}
        self.add("CreateOrder", "src/create.step", api)
        subscribes = {"type": "event", "subscribes": ["order.placed"], "emits": []}
        self.add("ReserveStock", "src/reserve.step", subscribes)
        self.add("NightlySummary", "src/nightly.step", {"type": "cron", "cron": "0 2 * * *", "emits": ["summary"]})

    def add(self, name: str, path: str, config: dict[str, Any]) -> None:
        bundle = f"node/{path}.zip"
        self.bundles[bundle] = zipped({f"{path}.js": "exports.handler = 1" * 100, f"{path}.js.map": "{}"})
        self.steps[bundle] = {
            "type": "node",
            "entrypointPath": f"/{path}.js",
            "config": {"name": name, **config},
            "filePath": f"/home/somebody/project/{path}.ts",
        }


class Caller:
    """The calls of the official CLI. Each answers (status, body)."""

    def __init__(self, session: aiohttp.ClientSession, cloud: LocalCloud) -> None:
        self.session = session
        self.cloud = cloud

    async def post(self, path: str, body: Any, **options: Any) -> tuple[int, Any]:
        async with self.session.post(self.cloud.url + path, json=body, **options) as answer:
            return answer.status, await answer.json()

    async def get(self, path: str, **options: Any) -> tuple[int, Any]:
        async with self.session.get(self.cloud.url + path, **options) as answer:
            return answer.status, await answer.json()

    async def create(self, **body: Any) -> dict[str, str]:
        status, answer = await self.post("/v1/deployments", {"versionName": "v1", **body}, headers={"x-api-key": "any"})
        assert status == 200, answer
        return answer

    async def announce(self, token: str, name: str, size: int) -> tuple[int, Any]:
        body = {"deploymentToken": token, "originalName": name, "size": size, "mimetype": "application/zip"}
        return await self.post("/v1/deployments/upload", body)

    async def address(self, token: str, name: str, size: int) -> str:
        status, answer = await self.announce(token, name, size)
        assert status == 200, answer
        return answer["fileInfo"]["presignedUrl"]

    async def put(self, address: str, data: Any, **headers: str) -> tuple[int, str]:
        headers = {"Content-Type": "application/zip", **{k.replace("_", "-"): v for k, v in headers.items()}}
        async with self.session.put(URL(address, encoded=True), data=data, headers=headers) as answer:
            return answer.status, await answer.text()

    async def upload(self, token: str, bundles: dict[str, bytes]) -> None:
        for name, data in bundles.items():
            status, text = await self.put(await self.address(token, name, len(data)), data)
            assert status == 200, text

    async def start(self, token: str, project: Project, **body: Any) -> tuple[int, Any]:
        request = {
            "deploymentToken": token,
            "envVars": {},
            "steps": project.steps,
            "streams": project.streams,
            "routers": project.routers,
        }
        return await self.post("/v1/deployments/start", {**request, **body})

    async def deploy(self, project: Project, **body: Any) -> str:
        """Create, upload, start; answers the id."""
        created = await self.create()
        await self.upload(created["deploymentToken"], project.bundles)
        status, answer = await self.start(created["deploymentToken"], project, **body)
        assert status == 200, answer
        return created["deploymentId"]

    async def end(self, deployment_id: str) -> dict[str, Any]:
        """Wait until the deployment is terminal; answers its item."""
        async with self.follow(deployment_id) as frames:
            while True:
                item = (await frames())["event"]["data"]
                if item["status"] != "progress":
                    return item

    @asynccontextmanager
    async def follow(self, deployment_id: str, item: str | None = "data") -> AsyncIterator[Callable[[], Any]]:
        """Join; gives a function that waits for the next frame."""
        async with self.session.ws_connect(self.cloud.ws_url) as socket:
            data = {"streamName": "deployment", "groupId": deployment_id, "subscriptionId": "s1"}
            await socket.send_json({"type": "join", "data": {**data, **({"id": item} if item else {})}})

            async def frame() -> Any:
                return await asyncio.wait_for(socket.receive_json(), 60)

            yield frame


Start = Callable[..., AbstractAsyncContextManager[Caller]]


@pytest.fixture
def started(tmp_path: Path) -> Start:
    """Start a local cloud on this test's data folder: `async with started(step_delay=…) as caller`."""

    @asynccontextmanager
    async def start(**options: Any) -> AsyncIterator[Caller]:
        async with (
            LocalCloud(tmp_path / "data", **{"step_delay": 0, **options}) as cloud,
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session,
        ):
            yield Caller(session, cloud)

    return start


@pytest.fixture
async def caller(started: Start) -> AsyncIterator[Caller]:
    async with started() as caller:
        yield caller


@pytest.fixture
def project() -> Project:
    return Project()


@pytest.fixture
def zip_of() -> Callable[[dict[str, str]], bytes]:
    return zipped
