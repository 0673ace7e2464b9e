"""What the server needs from the composition root."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from motiad.contract.check import ProjectCheck
from motiad.contract.cloud import CloudUrls
from motiad.contract.http import StartRequest
from motiad.deployments.ports import Deployment, Store
from motiad.server.hub import StreamHub
from motiad.server.metrics import Metrics
from motiad.server.project import CurrentProject
from motiad.server.settings import AdmissionSettings


class Deployer(Protocol):
    """The pipeline's door, `motiad.pipeline.scheduler.Scheduler`."""

    async def start(self, request: StartRequest, project: Path | None, cloud: str) -> Deployment:
        """Accept a deployment, or recognise one that is on its way."""
        ...

    async def cancel(self, deployment_id: str) -> None:
        """End a deployment that waits, builds or uploads."""
        ...

    async def retry(self, deployment_id: str) -> Deployment:
        """Run a failed deployment again."""
        ...


def _nothing() -> None:
    """Tell of no problem."""


def _never() -> bool:
    return False


@dataclass(frozen=True)
class ServerDeps:
    """Everything `make_app` builds the application out of."""

    scheduler: Deployer
    store: Store
    hub: StreamHub
    secrets_kind: Callable[[], Awaitable[Literal["keyring", "memory"]]]
    """Tell where secrets are kept, within seconds."""
    owner_token: str = field(repr=False)
    project: CurrentProject
    cloud: str
    """`local`, `motia` or a URL: where the documented start request deploys to."""
    version: str
    start_local_cloud: Callable[[], Awaitable[CloudUrls]]
    """Start the embedded local cloud, if it is not running, and return where it answers."""
    check_project: Callable[[Path, Collection[str]], Awaitable[ProjectCheck]]
    """Look at a folder, given the names of a deployment's variables; ends within half a minute."""
    shutdown: Callable[[], None]
    """Ask the process to end in order; returns at once."""
    cloud_url: str | None = None
    """Where that cloud's API answers, for health to tell."""
    admission: AdmissionSettings = field(default_factory=AdmissionSettings)
    degraded: Callable[[], bool] = _never
    """Whether something is amiss that health should tell, a store that was set aside, say."""
    problem: Callable[[], str | None] = _nothing
    """What is amiss, in a sentence that health tells."""
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once the daemon is shutting down: requests are then answered 503."""
    metrics: Metrics = field(default_factory=Metrics)
