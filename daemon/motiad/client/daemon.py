"""The daemon's HTTP routes, typed."""

import asyncio
import json
from collections.abc import Collection, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar, get_args
from urllib.parse import quote

import aiohttp
from pydantic import ValidationError

from motiad.client.errors import not_motiad, refused, unreachable
from motiad.contract.check import CheckRequest, ProjectCheck
from motiad.contract.cloud import CloudUrls
from motiad.contract.deployment import TERMINAL, DeploymentData, Phase, Status
from motiad.contract.flow import Flow
from motiad.contract.http import (
    DeploymentOrigin,
    DeploymentPage,
    HealthResponse,
    LogPage,
    ProjectBody,
    StartRequest,
    StartResponse,
    StatusResponse,
)
from motiad.contract.wire import WireModel

TIMEOUT_SECONDS = 30.0
"""For one call, from connecting to the answer's last byte."""

Answer = TypeVar("Answer", bound=WireModel)


class DaemonClient:
    """Talks to one daemon.

    Every failure is a `MotiadError`: DAEMON_UNAVAILABLE when nothing of ours answers, the daemon's own code otherwise.
    Only the routes marked so in `interfaces.md` need the owner's `token`.
    """

    def __init__(self, url: str, token: str | None = None, *, timeout: float = TIMEOUT_SECONDS) -> None:
        """`timeout`: seconds a call may take."""
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(timeout=self._timeout, headers=self._headers)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def health(self) -> HealthResponse:
        """Return what the daemon is and whether it is well."""
        return await self._get(HealthResponse, "/health")

    async def start(self, request: StartRequest) -> StartResponse:
        """Start a deployment that the Cloud API created."""
        return self._read(StartResponse, *await self._call("POST", "/cloud/deploy/start", body=request.wire()))

    async def status(self, deployment_id: str) -> DeploymentData:
        """Return a deployment's state. Raises NOT_FOUND."""
        return (await self._get(StatusResponse, f"/cloud/deploy/status/{_part(deployment_id)}")).deployment

    async def deployments(
        self,
        status: Status | None = None,
        project: str | None = None,
        limit: int = 50,
        before: str | None = None,
        *,
        environment: str | None = None,
        search: str | None = None,
        rows: bool = True,
    ) -> DeploymentPage:
        """Return a page of history, newest first; `before` is the page before's `next`.

        Without `rows`, steps, bundles and resources are left out, and `metadata.bundle_bytes` tells their size.
        """
        return await self._get(
            DeploymentPage,
            "/deployments",
            status=status,
            project=project,
            environment=environment,
            search=search,
            rows=None if rows else "false",
            limit=limit,
            before=before,
        )

    async def origin(self, deployment_id: str) -> DeploymentOrigin:
        """Return a deployment's folder, cloud and names of variables. Raises NOT_FOUND."""
        return await self._get(DeploymentOrigin, f"/deployments/{_part(deployment_id)}/origin")

    async def active(self) -> tuple[DeploymentData, ...]:
        """Return every deployment that has not ended."""
        pages = [
            await self.deployments(status=status, rows=False) for status in get_args(Status) if status not in TERMINAL
        ]
        return tuple(data for page in pages for data in page.deployments)

    async def logs(self, deployment_id: str, phase: Phase | None = None, after: int = 0, limit: int = 1000) -> LogPage:
        """Return numbered log lines after number `after`."""
        path = f"/deployments/{_part(deployment_id)}/logs"
        return await self._get(LogPage, path, phase=phase, after=after, limit=limit)

    async def flow(self, deployment_id: str) -> Flow:
        """Return how a deployment's steps hang together. Raises NOT_FOUND."""
        return await self._get(Flow, f"/deployments/{_part(deployment_id)}/flow")

    async def cancel(self, deployment_id: str) -> None:
        """Cancel a deployment. Raises NOT_FOUND, NOT_CANCELLABLE."""
        await self._call("POST", f"/deployments/{_part(deployment_id)}/cancel")

    async def retry(self, deployment_id: str) -> StartResponse:
        """Run a failed deployment again. Raises NOT_FOUND, NOT_RETRYABLE."""
        return self._read(StartResponse, *await self._call("POST", f"/deployments/{_part(deployment_id)}/retry"))

    async def project(self) -> str | None:
        """Return the folder the documented start request deploys, if one is chosen."""
        return (await self._get(ProjectBody, "/project")).path

    async def set_project(self, path: Path | str) -> None:
        """Choose the folder the documented start request deploys. Raises INVALID_REQUEST when there is none."""
        await self._call("PUT", "/project", body={"path": str(path)})

    async def check(self, path: Path | str, env_names: Collection[str] = ()) -> ProjectCheck:
        """Return what of a folder would be deployed and what stands in the way. Raises INVALID_REQUEST."""
        asked = CheckRequest(path=str(path), env_names=tuple(env_names))
        return self._read(ProjectCheck, *await self._call("POST", "/project/check", body=asked.wire()))

    async def local_cloud(self) -> CloudUrls:
        """Start the embedded local cloud if need be, and return where it answers."""
        return self._read(CloudUrls, *await self._call("POST", "/local-cloud"))

    async def shutdown(self) -> None:
        """Ask the daemon to end in order."""
        await self._call("POST", "/shutdown")

    async def _get(self, model: type[Answer], path: str, **query: str | int | None) -> Answer:
        given = {name: str(value) for name, value in query.items() if value is not None}
        return self._read(model, *await self._call("GET", path, query=given))

    async def _call(
        self, method: str, path: str, *, query: Mapping[str, str] | None = None, body: dict[str, Any] | None = None
    ) -> tuple[int, Any]:
        if self._session is None:
            raise RuntimeError("DaemonClient is used as `async with DaemonClient(...) as client`")
        try:
            async with self._session.request(
                method, self._url + path, params=query, json=body, allow_redirects=False
            ) as response:
                status, raw = response.status, await response.read()
        except TimeoutError:
            raise unreachable(self._url, f"no answer within {self._timeout.total:g} s") from None
        except aiohttp.InvalidURL:
            raise unreachable(self._url, "that is not an address") from None
        except (aiohttp.ClientError, OSError) as error:
            raise unreachable(self._url, _reason(error)) from None
        try:
            parsed = await asyncio.to_thread(json.loads, raw) if len(raw) > _LARGE else json.loads(raw)
        except ValueError:
            raise not_motiad(self._url, status) from None
        if status != 200:
            raise refused(self._url, status, parsed)
        return status, parsed

    def _read(self, model: type[Answer], status: int, parsed: Any) -> Answer:
        try:
            return model.model_validate(parsed)
        except ValidationError:
            raise not_motiad(self._url, status) from None


_LARGE = 256 * 1024
"""Bytes from which JSON is parsed off the loop: a window draws in it."""


def _part(text: str) -> str:
    return quote(text, safe="")


def _reason(error: BaseException) -> str:
    if isinstance(error, aiohttp.ClientConnectorError):
        return (error.os_error.strerror or "no connection").lower()
    return "the connection broke"
