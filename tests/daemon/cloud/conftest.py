"""A cloud on a real socket that fails as it is told, and remembers what took effect."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import WSMsgType, web

from motiad.cloud.address import CloudAddress
from motiad.cloud.policy import RetryPolicy
from motiad.cloud.sessions import CloudSessions
from motiad.deployments.ports import Bundle

Fault = Callable[[web.Request], Awaitable[web.StreamResponse | None]]
"""Answers a request in place of the cloud, or returns None to let it through."""


@dataclass
class FaultyCloud:
    """Routes of the Cloud API; each takes the next fault of its list, then works."""

    origin: str = ""
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    calls: list[tuple[str, Any, dict[str, str]]] = field(default_factory=list)
    """Every request that arrived: route, body, headers."""
    effects: list[str] = field(default_factory=list)
    """Every request that was carried out."""
    stored: dict[str, bytes] = field(default_factory=dict)
    presigned: Callable[[str], str] | None = None
    start_answer: Any = field(default_factory=lambda: {"deploymentUrl": "https://app.example"})
    item: dict[str, Any] | None = None
    joins: list[Any] = field(default_factory=list)
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    on_join: Callable[[web.WebSocketResponse], Awaitable[None]] | None = None

    @property
    def address(self) -> CloudAddress:
        return CloudAddress(self.origin, self.origin.replace("http", "ws", 1))

    def count(self, route: str) -> int:
        return sum(1 for name, *_ in self.calls if name == route)

    def app(self) -> web.Application:
        app = web.Application(client_max_size=300 * 1024 * 1024)
        app.add_routes(
            [
                web.post("/v1/deployments", self._create),
                web.post("/v1/deployments/upload", self._upload),
                web.post("/v1/deployments/start", self._start),
                web.put("/storage/{name:.+}", self._put),
                web.get("/", self._stream),
            ]
        )
        return app

    async def _fault(self, route: str, request: web.Request, body: Any) -> web.StreamResponse | None:
        self.calls.append((route, body, dict(request.headers)))
        waiting = self.faults.get(route)
        return await waiting.pop(0)(request) if waiting else None

    async def _create(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        if fault := await self._fault("create", request, body):
            return fault
        self.effects.append("create")
        return web.json_response(
            {
                "deploymentId": "d1",
                "deploymentToken": "t" * 40,
                "environmentName": "production",
                "projectName": "shop",
                "versionName": body["versionName"],
            }
        )

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        if fault := await self._fault("upload", request, body):
            return fault
        number = self.count("upload")
        url = f"{self.origin}/storage/{body['originalName']}?X-Amz-Signature=sig%2Fn{number}%3D&a=b+c"
        return web.json_response({"fileInfo": {"presignedUrl": self.presigned(url) if self.presigned else url}})

    async def _start(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        if fault := await self._fault("start", request, body):
            return fault
        self.effects.append("start")
        return web.json_response(self.start_answer)

    async def _put(self, request: web.Request) -> web.StreamResponse:
        if fault := await self._fault("put", request, request.raw_path):
            return fault
        self.stored[request.match_info["name"]] = await request.read()
        return web.Response()

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        if fault := await self._fault("stream", request, None):
            return fault
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.append(socket)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self.joins.append(json.loads(message.data))
                if self.on_join is not None:
                    await self.on_join(socket)
                elif self.item is not None:
                    await socket.send_json(self.message("sync", self.item))
        self.sockets.remove(socket)
        return socket

    def message(self, kind: str, item: Any, group: str = "d1") -> dict[str, Any]:
        event = {"type": kind, "data": item}
        return {"timestamp": 1, "streamName": "deployment", "groupId": group, "id": "data", "event": event}


class Faults:
    """What can go wrong."""

    @staticmethod
    def status(status: int, body: Any = None, **headers: str) -> Fault:
        async def fault(_request: web.Request) -> web.StreamResponse:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            if isinstance(body, str):
                return web.Response(status=status, text=body, headers=named)
            return web.json_response(body or {}, status=status, headers=named)

        return fault

    @staticmethod
    def reset(after: int = 0) -> Fault:
        """Cut the connection after `after` bytes of the body."""

        async def fault(request: web.Request) -> web.StreamResponse:
            if after:
                await request.content.readexactly(after)
            assert request.transport is not None
            request.transport.abort()
            return web.Response()

        return fault

    @staticmethod
    def truncated(text: str = '{"deploymentUrl": "https://a') -> Fault:
        async def fault(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "1000"})
            await response.prepare(request)
            await response.write(text.encode())
            assert request.transport is not None
            request.transport.close()
            return response

        return fault

    @staticmethod
    def hang() -> Fault:
        async def fault(_request: web.Request) -> web.StreamResponse:
            await asyncio.Event().wait()
            return web.Response()

        return fault

    @staticmethod
    def stall(after: int) -> Fault:
        """Read `after` bytes of the body, then nothing more."""

        async def fault(request: web.Request) -> web.StreamResponse:
            await request.content.readexactly(after)
            assert request.transport is not None
            request.transport.pause_reading()
            await asyncio.Event().wait()
            return web.Response()

        return fault

    @staticmethod
    def later(gate: asyncio.Event) -> Fault:
        """Go on once the gate is open."""

        async def fault(_request: web.Request) -> None:
            await gate.wait()

        return fault


@pytest.fixture
def faults() -> type[Faults]:
    return Faults


@pytest.fixture
def policy() -> RetryPolicy:
    """The rules with pauses a test can wait for; the numbers of attempts stay.

    Nothing runs out of time by itself: a test that is about that says which time is short.
    """
    return replace(
        RetryPolicy(),
        connect_timeout=60.0,
        retry_after_cap=0.5,
        call_first_wait=0.005,
        call_wait_cap=0.02,
        call_timeout=60.0,
        put_first_wait=0.005,
        put_wait_cap=0.02,
        put_stall=60.0,
        put_budget=120.0,
        stream_first_wait=0.01,
        stream_wait_cap=0.05,
        stream_join_timeout=60.0,
        stream_heartbeat=60.0,
        stream_silence=60.0,
    )


@pytest.fixture
async def sessions() -> AsyncIterator[CloudSessions]:
    async with CloudSessions() as made:
        yield made


@pytest.fixture
async def cloud() -> AsyncIterator[FaultyCloud]:
    made = FaultyCloud()
    runner = web.AppRunner(made.app(), access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


@pytest.fixture
def unused_origin() -> Iterator[str]:
    """An address whose port is taken, by somebody who does not listen."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{nobody.getsockname()[1]}"


@pytest.fixture
def bundle(tmp_path: Path) -> Callable[..., Bundle]:
    def make(size: int = 300_000, path: str = "node/src/a.step.zip") -> Bundle:
        file = tmp_path / "bundle.zip"
        file.write_bytes(bytes(index % 251 for index in range(1000)) * (size // 1000) + b"x" * (size % 1000))
        return Bundle(path=path, file=file, size=size, language="node", type="api")

    return make
