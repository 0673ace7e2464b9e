"""The stream item and its rows (contract, "Data Structure"; extra fields: `interfaces.md`, "Rows and fields")."""

from typing import Annotated, Any, Literal

from pydantic import Field

from motiad.contract.codes import ErrorCode
from motiad.contract.wire import WireModel

Status = Literal["idle", "building", "uploading", "deploying", "completed", "failed"]
Phase = Literal["build", "upload", "deploy"]
Language = Literal["node", "python"]
StepType = Literal["event", "api", "cron"]
ResourceKind = Literal["queue", "endpoint", "cron"]
ResourceStatus = Literal["pending", "progress", "completed", "failed"]

TERMINAL: frozenset[Status] = frozenset({"completed", "failed"})

Percent = Annotated[int, Field(ge=0, le=100)]
Millis = Annotated[int, Field(ge=0)]
"""Milliseconds since the epoch."""
Bytes = Annotated[int, Field(ge=0)]


class BuildOutput(WireModel):
    """One step in the build phase; `started_at` is absent while it waits for its turn."""

    package_path: str
    """The step file, relative to the project, with forward slashes."""
    language: Language
    status: Literal["building", "built", "error"]
    size: Bytes | None = None
    """Size of the step's zip."""
    type: StepType
    error_message: str | None = None
    started_at: Millis | None = None
    completed_at: Millis | None = None


class UploadOutput(WireModel):
    """One bundle in the upload phase; a router counts as `api`."""

    package_path: str
    """The bundle's path: `node/src/a.step.zip`, `router-node.zip`."""
    language: Language
    status: Literal["uploading", "uploaded", "error"]
    size: Bytes | None = None
    progress: Percent | None = None
    type: StepType
    error_message: str | None = None
    started_at: Millis | None = None
    completed_at: Millis | None = None


class Metadata(WireModel):
    """Counts of steps; `completed_steps` are those built, and all of them at the end."""

    total_steps: int = 0
    completed_steps: int = 0
    built_steps: int = 0
    uploaded_steps: int = 0
    environment: str | None = None
    bundle_bytes: Bytes | None = None
    """Size of all bundles together; only where history is told without its rows."""


class PhaseTimes(WireModel):
    """When a phase began and ended."""

    started_at: Millis
    completed_at: Millis | None = None


class Resource(WireModel):
    """One thing the cloud provisions, from the cloud's own stream item (`upstream-facts.md`, 1)."""

    kind: ResourceKind
    name: str
    """What a person would call it: the queue, `GET /path`, or the cron expression."""
    step_name: str
    status: ResourceStatus


class DeploymentData(WireModel):
    """The state of one deployment: the stream's item and the status route's answer."""

    id: str
    status: Status
    phase: Phase | None
    progress: Percent
    message: str
    build: tuple[BuildOutput, ...] = ()
    upload: tuple[UploadOutput, ...] = ()
    build_logs: tuple[str, ...] = ()
    upload_logs: tuple[str, ...] = ()
    deploy_logs: tuple[str, ...] = ()
    error: str | None = None
    started_at: Millis | None = None
    completed_at: Millis | None = None
    metadata: Metadata | None = None

    error_code: ErrorCode | None = None
    attempt: int = 1
    queue_position: int | None = None
    project: str | None = None
    version: str | None = None
    phases: dict[Phase, PhaseTimes] | None = None
    resources: tuple[Resource, ...] | None = None
    outputs: dict[str, Any] | None = None
    deployment_url: str | None = None

    def wire(self) -> dict[str, Any]:
        """Return the documented object; `phase` is sent as null where there is none."""
        return {"id": self.id, "status": self.status, "phase": None, **super().wire()}

    @property
    def terminal(self) -> bool:
        """Whether this is the deployment's last state."""
        return self.status in TERMINAL
