"""What the daemon says about itself, and how it is ended."""

import asyncio
from collections.abc import Callable

from aiohttp import web

from motiad.contract.http import DoneResponse, HealthResponse, VersionResponse
from motiad.server.body import read_optional
from motiad.server.deps import ServerDeps
from motiad.server.routing import PlainText, Route


class MetaRoutes:
    """Version, health, metrics, the API's description, shutdown."""

    def __init__(self, deps: ServerDeps, describe: Callable[[], dict[str, object]]) -> None:
        self._deps = deps
        self._describe = describe

    def routes(self) -> tuple[Route, ...]:
        """Return the route table's entries."""
        return (
            Route("GET", "/__motia", self.version, "Tell that motiad is here", answer=VersionResponse),
            Route("GET", "/health", self.health, "Tell whether the daemon is well", answer=HealthResponse),
            Route("GET", "/openapi.json", self.openapi, "Describe every HTTP route"),
            Route("GET", "/metrics", self.metrics, "Counters as Prometheus text", owner=True),
            Route("POST", "/shutdown", self.shutdown, "End the daemon in order", answer=DoneResponse, owner=True),
        )

    async def version(self, _: web.Request) -> VersionResponse:
        """Return the version: how Motia Cloud's page finds a local server."""
        return VersionResponse(version=self._deps.version)

    async def health(self, _: web.Request) -> HealthResponse:
        """Return what the daemon is and whether it is well."""
        path = self._deps.project.path
        return HealthResponse(
            status="degraded" if self._deps.degraded() else "ok",
            version=self._deps.version,
            cloud="local" if self._deps.cloud == "local" else self._deps.cloud_url or self._deps.cloud,
            project=None if path is None else str(path),
            secrets=await self._deps.secrets_kind(),
            problem=self._deps.problem(),
        )

    async def openapi(self, _: web.Request) -> dict[str, object]:
        """Return the OpenAPI document."""
        return self._describe()

    async def metrics(self, _: web.Request) -> PlainText:
        """Return the counters."""
        hub = self._deps.hub
        gauges = {
            "deployments_active": ("Deployments under way.", hub.active),
            "stream_clients": ("Connected stream clients.", len(hub.subscribers)),
            "stream_subscriptions": ("Subscriptions of all clients.", hub.subscriptions),
            "stream_updates_total": ("Updates handed to stream clients.", hub.updates),
        }
        return PlainText(self._deps.metrics.text(gauges))

    async def shutdown(self, request: web.Request) -> DoneResponse:
        """Answer, then end."""
        await read_optional(request, self._deps.admission)
        asyncio.get_running_loop().call_soon(self._deps.shutdown)
        return DoneResponse()
