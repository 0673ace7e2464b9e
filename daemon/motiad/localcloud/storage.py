"""The presigned upload: `PUT /storage/<deploymentId>/<bundle>`, streamed to disk."""

import asyncio
import hashlib
import logging

from aiohttp import web

from .deployments import Deployments
from .disk import Disk
from .errors import StorageError
from .presign import Signer
from .record import Bundle, Deployment

log = logging.getLogger(__name__)
_CHUNK = 1024 * 1024
_STALL_SECONDS = 60


class Storage:
    """Takes bundles. A bundle counts once it has arrived whole; sent again, the last one counts."""

    def __init__(self, deployments: Deployments, disk: Disk, signer: Signer) -> None:
        self._deployments = deployments
        self._disk = disk
        self._signer = signer

    def routes(self) -> list[web.RouteDef]:
        """Where uploads go."""
        return [web.put("/storage/{id}/{name:.+}", self._put)]

    async def _put(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        deployment = self._deployments.find(request.match_info["id"])
        if deployment is None:
            raise StorageError(404, "NoSuchBucket", "There is no such deployment.")
        size = deployment.announced.get(name, 0)
        self._signer.verify(deployment.id, name, size, request.query)
        _refuse_started(deployment)
        _check_headers(request, size)
        bundle = await self._receive(request, deployment, name, size)
        log.info("Deployment %s received %s (%d bytes)", deployment.id, name, size)
        return web.Response(headers={"ETag": f'"{bundle.sha256}"'})

    async def _receive(self, request: web.Request, deployment: Deployment, name: str, size: int) -> Bundle:
        part = await self._disk.run(self._disk.incoming, deployment.record)
        try:
            digest = hashlib.sha256()

            def take(data: bytes) -> None:
                part.write(data)
                digest.update(data)

            received = 0
            while chunk := await _next_chunk(request):
                received += len(chunk)
                await self._disk.run(take, chunk)
            if received != size:
                raise StorageError(400, "IncompleteBody", f"The body has {received} of {size} bytes.")
            bundle = Bundle(size=size, sha256=digest.hexdigest())
            async with deployment.lock:
                _refuse_started(deployment)
                bundles = {**deployment.record.bundles, name: bundle}
                record = deployment.record.model_copy(update={"bundles": bundles})
                await self._disk.run(self._disk.keep, record, part, name)
                await self._disk.save(record)
                deployment.record = record
        finally:
            await self._disk.run(self._disk.drop, part)
        return bundle


def _refuse_started(deployment: Deployment) -> None:
    if deployment.record.status != "created":
        raise StorageError(403, "AccessDenied", "The deployment has been started: its bundles are fixed.")


def _check_headers(request: web.Request, size: int) -> None:
    length = request.content_length
    if length is None:
        raise StorageError(411, "MissingContentLength", "You must provide the Content-Length HTTP header.")
    if length != size:
        code = "EntityTooLarge" if length > size else "EntityTooSmall"
        raise StorageError(400, code, f"The bundle was announced with {size} bytes, Content-Length says {length}.")
    if request.content_type != "application/zip" or "Content-Encoding" in request.headers:
        raise StorageError(403, "SignatureDoesNotMatch", "The signed Content-Type is application/zip.")


async def _next_chunk(request: web.Request) -> bytes:
    try:
        async with asyncio.timeout(_STALL_SECONDS):
            return await request.content.read(_CHUNK)
    except TimeoutError:
        message = f"Your socket connection was not read from or written to for {_STALL_SECONDS} seconds."
        raise StorageError(400, "RequestTimeout", message) from None
