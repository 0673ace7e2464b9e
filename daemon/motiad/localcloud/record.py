"""One deployment: what is kept of it on disk, and what only lives in memory."""

import asyncio
import hashlib
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from .resources import Resource, rows
from .wire import Language


def fingerprint(token: str) -> str:
    """What is kept of a token: it has 256 random bits, so nothing leads back from here."""
    return hashlib.sha256(token.encode()).hexdigest()


def addresses(origin: str, deployment_id: str) -> dict[str, str]:
    """The outputs of a completed deployment."""
    return {
        "API URL": f"{origin}/apps/{deployment_id}",
        "Served by": "the local stand-in for Motia Cloud: it shows what is deployed, the steps do not run",
    }


class Bundle(BaseModel):
    """A zip that has arrived whole; `size` in bytes."""

    size: int
    sha256: str


class Record(BaseModel):
    """`deployment.json`. Holds no token and no value of an environment variable. Times in ms since the epoch."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    deployment_id: str
    project_name: str
    environment_name: str
    version_name: str
    version_description: str | None = None
    token_sha256: str
    created_at: int
    started_at: int | None = None
    completed_at: int | None = None
    timestamp: int = 0
    """The stream's last timestamp of this item."""
    status: Literal["created", "progress", "completed", "failed"] = "created"
    env_names: list[str] = []
    bundles: dict[str, Bundle] = {}
    routers: dict[Language, str] = {}
    streams: list[str] = []
    resources: list[Resource] = []
    outputs: dict[str, str] = {}

    def item(self) -> dict[str, Any] | None:
        """The item of stream `deployment`, group the id, `data`; None before the start (upstream facts, section 1)."""
        if self.status == "created":
            return None
        return {
            "id": "data",
            "status": self.status,
            "events": rows(self.resources, "queue"),
            "endpoints": rows(self.resources, "endpoint"),
            "cron": rows(self.resources, "cron"),
            "outputs": self.outputs,
        }

    def page(self) -> dict[str, Any]:
        """What `GET /apps/<id>` shows."""
        return {
            "note": "A local stand-in for Motia Cloud: bundles are checked and kept, the steps do not run here.",
            "deploymentId": self.deployment_id,
            "projectName": self.project_name,
            "environmentName": self.environment_name,
            "versionName": self.version_name,
            "versionDescription": self.version_description,
            "status": self.status,
            "createdAt": self.created_at,
            "startedAt": self.started_at,
            "completedAt": self.completed_at,
            "endpoints": rows(self.resources, "endpoint"),
            "queues": rows(self.resources, "queue"),
            "crons": rows(self.resources, "cron"),
            "streams": self.streams,
            "environmentVariables": self.env_names,
            "bundles": [{"path": path, **bundle.model_dump()} for path, bundle in sorted(self.bundles.items())],
            "outputs": self.outputs,
        }


@dataclass
class Deployment:
    """A deployment in memory. Hold `lock` while changing `record`, so that it reaches the disk in order."""

    record: Record
    announced: dict[str, int] = field(default_factory=dict)
    """Bundles that may be uploaded: path to size in bytes."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def id(self) -> str:
        """The deployment's id."""
        return self.record.deployment_id
