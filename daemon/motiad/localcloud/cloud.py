"""The local cloud as one object: starts, listens, stops in order."""

import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Self

from aiohttp import web

from .api import MAX_BODY_BYTES, Api
from .clock import Clock
from .deployments import Deployments
from .disk import Disk
from .errors import LocalCloudError
from .guard import Handler, add_headers, answer_errors, is_loopback, only_from_here
from .presign import Signer
from .provisioner import Provisioner
from .record import addresses
from .storage import Storage
from .stream import Stream

_SHUTDOWN_SECONDS = 2


def make_app(
    data: Path, *, origin: str, step_delay: float = 0.15, fail_step: str | None = None, url_lifetime: int = 900
) -> web.Application:
    """The cloud as an aiohttp application that is reached at `origin`.

    `step_delay` is in seconds before each change of a resource; `fail_step` names a step whose resource fails, to
    show how a failed deployment looks; `url_lifetime` is how many seconds a presigned address is good. Starting
    the application raises LocalCloudError when the data folder cannot be used.
    """
    clock = Clock()
    disk = Disk(data)
    deployments = Deployments(disk, clock)

    def item(deployment_id: str) -> dict[str, Any] | None:
        deployment = deployments.find(deployment_id)
        return deployment.record.item() if deployment else None

    stream = Stream(clock, item)
    signer = Signer(origin, url_lifetime)
    provisioner = Provisioner(disk, stream, clock, origin=origin, step_delay=step_delay, fail_step=fail_step)

    async def life(_app: web.Application) -> AsyncIterator[None]:
        try:
            for record in await disk.run(disk.open):
                clock.not_before(record.timestamp)
                if record.status == "completed":
                    record.outputs = addresses(origin, record.deployment_id)  # the port may be another one now
                deployment = deployments.add(record)
                if record.status == "progress":
                    provisioner.spawn(deployment)
            yield
        finally:
            await disk.close()

    async def shutdown(_app: web.Application) -> None:
        await provisioner.close()
        await stream.close()

    @web.middleware
    async def stream_at_any_path(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.method == "GET" and request.headers.get("Upgrade", "").lower() == "websocket":
            return await stream.serve(request)
        return await handler(request)

    app = web.Application(
        middlewares=[answer_errors, only_from_here, stream_at_any_path], client_max_size=MAX_BODY_BYTES
    )
    app.add_routes(Api(deployments, disk, signer, stream, provisioner, clock, origin).routes())
    app.add_routes(Storage(deployments, disk, signer).routes())
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(shutdown)
    app.cleanup_ctx.append(life)
    return app


class LocalCloud:
    """A stand-in for Motia Cloud on one loopback port, inside the running event loop.

    What it receives stays in `data`; after a restart on the same folder the stream and the tokens go on, and a
    deployment that was cut short continues. The other arguments are those of `make_app`.
    """

    def __init__(
        self,
        data: Path,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        step_delay: float = 0.15,
        fail_step: str | None = None,
        url_lifetime: int = 900,
    ) -> None:
        """Port 0 takes a free one. Raises ValueError for a host beyond loopback."""
        if not is_loopback(host):
            raise ValueError(f"the local cloud listens on loopback only, not on {host}")
        self._data = data
        self._host = host
        self._port = port
        self._step_delay = step_delay
        self._fail_step = fail_step
        self._url_lifetime = url_lifetime
        self._runner: web.AppRunner | None = None
        self._authority = ""

    @property
    def url(self) -> str:
        """The API's address, for MOTIACLOUD_API_BASE_URL. RuntimeError before the first start."""
        return f"http://{self._started_authority()}"

    @property
    def ws_url(self) -> str:
        """The stream's address, for MOTIACLOUD_API_WS_URL. RuntimeError before the first start."""
        return f"ws://{self._started_authority()}"

    async def start(self) -> None:
        """Listen. Raises LocalCloudError when the port or the data folder cannot be used."""
        if self._runner is not None:
            raise RuntimeError("the local cloud is running")
        listener = self._listen()
        host = f"[{self._host}]" if ":" in self._host else self._host
        self._authority = f"{host}:{listener.getsockname()[1]}"
        app = make_app(
            self._data,
            origin=self.url,
            step_delay=self._step_delay,
            fail_step=self._fail_step,
            url_lifetime=self._url_lifetime,
        )
        runner = web.AppRunner(
            app, access_log=None, auto_decompress=False, keepalive_timeout=15, shutdown_timeout=_SHUTDOWN_SECONDS
        )
        try:
            await runner.setup()
            await web.SockSite(runner, listener).start()
        except BaseException:
            listener.close()
            await runner.cleanup()
            raise
        self._runner = runner

    async def stop(self) -> None:
        """Close every connection, end all work, give port and folder free. A second call does nothing."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.stop()

    def _listen(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        try:
            return socket.create_server((self._host, self._port), family=family)
        except OSError as error:
            raise LocalCloudError(
                f"The local cloud cannot listen on {self._host} port {self._port}: {error.strerror or error}.",
                "Choose another port, or 0 for a free one.",
            ) from error

    def _started_authority(self) -> str:
        if not self._authority:
            raise RuntimeError("the local cloud has not been started")
        return self._authority
