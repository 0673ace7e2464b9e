"""The three API calls and the pages of the cloud."""

import asyncio
import logging
from typing import Any

from aiohttp import web

from .clock import Clock
from .deployments import Deployments
from .disk import Disk
from .errors import ApiError
from .presign import Signer
from .provisioner import Provisioner
from .record import Deployment, Record, addresses
from .resources import plan
from .stream import Stream
from .wire import CreateBody, StartBody, UploadBody, json_object, parse

MAX_BODY_BYTES = 10 * 1024 * 1024

log = logging.getLogger(__name__)
_BODY_SECONDS = 30
_MAX_ANNOUNCED = 5000


class Api:
    """Handlers of `/v1/deployments…`, `/apps/<id>` and `/`."""

    def __init__(
        self,
        deployments: Deployments,
        disk: Disk,
        signer: Signer,
        stream: Stream,
        provisioner: Provisioner,
        clock: Clock,
        origin: str,
    ) -> None:
        self._deployments = deployments
        self._disk = disk
        self._signer = signer
        self._stream = stream
        self._provisioner = provisioner
        self._clock = clock
        self._origin = origin

    def routes(self) -> list[web.RouteDef]:
        """Where everything is."""
        return [
            web.post("/v1/deployments", self._create),
            web.post("/v1/deployments/upload", self._upload),
            web.post("/v1/deployments/start", self._start),
            web.get("/apps/{id}", self._page),
            web.get("/", self._about),
        ]

    async def _create(self, request: web.Request) -> web.Response:
        if not request.headers.get("x-api-key", "").strip():
            raise ApiError(
                401, "API_KEY_MISSING", "The header x-api-key is missing; any non-empty key is accepted here."
            )
        body = parse(CreateBody, await _json(request))
        deployment, token = await self._deployments.create(body)
        record = deployment.record
        log.info("Deployment %s created: %s %s", record.deployment_id, record.project_name, record.version_name)
        return web.json_response(
            {
                "deploymentId": record.deployment_id,
                "deploymentToken": token,
                "environmentName": record.environment_name,
                "projectName": record.project_name,
                "versionName": record.version_name,
            }
        )

    async def _upload(self, request: web.Request) -> web.Response:
        body = parse(UploadBody, await _json(request))
        deployment = self._deployments.admit(body.deployment_token)
        _refuse_started(deployment)
        name = body.original_name
        others = {*deployment.announced, *deployment.record.bundles} - {name}
        if len(others) >= _MAX_ANNOUNCED:
            raise ApiError(400, "TOO_MANY_BUNDLES", f"A deployment has at most {_MAX_ANNOUNCED} bundles.")
        if any(other.startswith(f"{name}/") or name.startswith(f"{other}/") for other in others):
            raise ApiError(
                400, "INVALID_REQUEST", "originalName: lies inside another bundle's path", field="originalName"
            )
        deployment.announced[name] = body.size
        return web.json_response({"fileInfo": {"presignedUrl": self._signer.url(deployment.id, name, body.size)}})

    async def _start(self, request: web.Request) -> web.Response:
        raw = await _json(request)
        body = parse(StartBody, raw)
        deployment = self._deployments.admit(body.deployment_token)
        async with deployment.lock:
            _refuse_started(deployment)
            _refuse_incomplete(body, deployment.record)
            started = deployment.record.model_copy(
                update={
                    "status": "progress",
                    "started_at": self._clock.tick(),
                    "timestamp": self._clock.tick(),
                    "env_names": sorted(body.env_vars),
                    "routers": body.routers,
                    "streams": sorted(body.streams),
                    "resources": plan(body.steps),
                }
            )
            kept = {name: raw.get(name) or {} for name in ("steps", "streams", "routers")}
            await self._disk.save_steps(started, kept)
            await self._disk.save(started)
            deployment.record = started
        log.info("Deployment %s started: %d steps", deployment.id, len(body.steps))
        self._stream.publish(deployment.id, "create", started.timestamp)
        self._provisioner.spawn(deployment)
        return web.json_response({"deploymentUrl": addresses(self._origin, deployment.id)["API URL"]})

    async def _page(self, request: web.Request) -> web.Response:
        deployment = self._deployments.find(request.match_info["id"])
        if deployment is None:
            raise ApiError(404, "NOT_FOUND", "There is no such deployment.")
        return web.json_response(deployment.record.page())

    async def _about(self, _request: web.Request) -> web.Response:
        return web.json_response({"service": "local stand-in for Motia Cloud", "deployments": len(self._deployments)})


def _refuse_started(deployment: Deployment) -> None:
    if deployment.record.status != "created":
        raise ApiError(409, "ALREADY_STARTED", "The deployment has been started already; create a new one.")


def _refuse_incomplete(body: StartBody, record: Record) -> None:
    """What can be said at once. The bundles' contents are checked afterwards: the stream tells."""
    for bundle in (*body.steps, *body.routers.values()):
        if bundle not in record.bundles:
            raise ApiError(400, "BUNDLE_MISSING", f"The bundle {bundle} has not been uploaded.")
    for bundle, step in body.steps.items():
        if step.config.type == "api" and step.type not in body.routers:
            message = f"The bundle {bundle} is an API step, but routers has none for {step.type}."
            raise ApiError(400, "ROUTER_MISSING", message, field="routers")


async def _json(request: web.Request) -> dict[str, Any]:
    if request.content_type != "application/json" or "Content-Encoding" in request.headers:
        raise ApiError(415, "UNSUPPORTED_MEDIA_TYPE", "The body must be plain application/json.")
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            return json_object(await request.read())
    except TimeoutError:
        raise ApiError(408, "REQUEST_TIMEOUT", f"The body did not arrive within {_BODY_SECONDS} seconds.") from None
