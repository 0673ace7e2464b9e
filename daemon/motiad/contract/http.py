"""Bodies of the HTTP routes (contract, "Deployment Flow"; `interfaces.md`, "HTTP and WebSocket")."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from motiad.contract.cloud_name import CLOUD_PATTERN
from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import DeploymentData, Millis, Phase
from motiad.contract.stream import DEPLOYMENTS_GROUP, STREAM_NAME
from motiad.contract.wire import WireModel

DeploymentId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$")]
Token = Annotated[str, StringConstraints(pattern=r"^[\x20-\x7e]{1,8192}$")]
EnvName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,255}$")]
EnvValue = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=65536)]
Envs = Annotated[dict[EnvName, EnvValue], Field(max_length=1000, json_schema_extra={"additionalProperties": False})]
"""Pydantic refuses other names as well; its schema would let them be."""
Label = Annotated[str, StringConstraints(max_length=256)]
FolderPath = Annotated[str, StringConstraints(pattern=r"^[^\x00]+$")]
Cloud = Annotated[str, StringConstraints(pattern=CLOUD_PATTERN)]
"""`local`, `motia` or an API's http(s) URL: with a host, without a user's name in it."""


class StartRequest(WireModel):
    """Start a deployment (contract, "Step 2"; limits: admission policy, rule 7)."""

    deployment_token: Token = Field(repr=False)
    deployment_id: DeploymentId
    envs: Envs | None = Field(default=None, repr=False)
    environment_name: Label | None = None
    project_name: Label | None = None
    version_name: Label | None = None
    project: FolderPath | None = None
    """Absolute path of the folder; with the owner's token only."""
    cloud: Cloud | None = None
    """`local`, `motia` or a URL; with the owner's token only."""


class StartResponse(WireModel):
    """Where to watch the deployment that was started."""

    success: Literal[True] = True
    message: str = "Deployment started"
    deployment_id: str
    stream_name: str = STREAM_NAME
    group_id: str = DEPLOYMENTS_GROUP
    item_id: str


class StatusResponse(WireModel):
    """Answer of the status route."""

    success: Literal[True] = True
    deployment: DeploymentData

    def wire(self) -> dict[str, Any]:
        """Return the documented body."""
        return {"success": True, "deployment": self.deployment.wire()}


class ErrorResponse(WireModel):
    """Body of every error (`security-reliability.md`, section 1)."""

    success: Literal[False] = False
    error: str
    code: ErrorCode
    hint: str | None = None
    details: dict[str, Any] | None = None


class DoneResponse(WireModel):
    """Answer of a route that has nothing to tell but that it was done."""

    success: Literal[True] = True


class VersionResponse(WireModel):
    """How Motia Cloud's page finds a local server."""

    version: str


class HealthResponse(WireModel):
    """What the daemon is and whether it is well."""

    status: Literal["ok", "degraded"]
    version: str
    cloud: str
    """`local` or the cloud's URL."""
    project: str | None
    secrets: Literal["keyring", "memory"]
    problem: str | None = None
    """What is amiss, in a sentence; left out where nothing is."""

    def wire(self) -> dict[str, Any]:
        """Return the documented body; `project` is null where none is chosen."""
        return {"project": None, **super().wire()}


class ProjectBody(WireModel):
    """Which folder the documented start request deploys."""

    path: str | None

    def wire(self) -> dict[str, Any]:
        """Return the documented body; `path` is null where none is chosen."""
        return {"path": None, **super().wire()}


class ProjectChoice(WireModel):
    """Choose the folder the documented start request deploys."""

    path: FolderPath
    """Absolute path of a folder that exists."""


class DeploymentPage(WireModel):
    """History, newest first."""

    deployments: tuple[DeploymentData, ...]
    next: str | None = None
    """Cursor for `before`, or null at the end."""

    def wire(self) -> dict[str, Any]:
        """Return the documented body."""
        return {"deployments": [item.wire() for item in self.deployments], "next": self.next}


class DeploymentOrigin(WireModel):
    """What a deployment was made of, for its owner: names of variables, never a value."""

    deployment_id: str
    path: str
    """The project's folder."""
    cloud: str
    """`local`, `motia` or a URL."""
    env_names: tuple[str, ...]


class LogLine(WireModel):
    """One numbered line of a deployment's log; numbers grow over all phases and attempts."""

    number: int
    phase: Phase
    text: str
    at: Millis


class LogPage(WireModel):
    """Numbered log lines after a given one."""

    lines: tuple[LogLine, ...]
    dropped: int | None = None
    """How many of the deployment's oldest lines were removed to make room; left out where none were."""


class RuntimeInfo(WireModel):
    """The runtime file by which programs find the daemon (`interfaces.md`, "Files"); its names are snake_case."""

    url: str
    ws_url: str = Field(alias="ws_url")
    token: str = Field(repr=False)
    pid: int
    version: str
    project: str | None
    cloud_url: str | None = Field(default=None, alias="cloud_url")
    cloud_ws_url: str | None = Field(default=None, alias="cloud_ws_url")
    on_demand: bool = Field(default=False, alias="on_demand")
    """Whether a program started it for itself: it ends when it is idle, and a newer one may take its place."""
    notices: tuple[str, ...] = ()
    """What whoever uses this daemon should know: another port than the usual one, a store that began anew."""
