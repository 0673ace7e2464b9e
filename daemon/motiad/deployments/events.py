"""What can happen to a deployment. Everything that changes its state is one of these."""

from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import Language, Phase, Resource, StepType
from motiad.contract.flow import FlowStep

Redact = Callable[[str], str]
"""Takes every known secret out of a text."""


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True)

    def redacted(self, redact: Redact) -> Self:  # noqa: ARG002 - most events carry no free text
        """Return the event with its free text redacted; structured fields are never touched."""
        return self


class _Told(_Event):
    message: str

    def redacted(self, redact: Redact) -> Self:
        """Return the event with its message redacted."""
        return self.model_copy(update={"message": redact(self.message)})


class FoundStep(BaseModel):
    """A step the builder found in the project."""

    model_config = ConfigDict(frozen=True)

    package_path: str
    language: Language
    type: StepType


class FoundBundle(FoundStep):
    """A zip that will go up; `size` in bytes."""

    size: int


class Requested(_Event):
    """Somebody asked for this deployment, or asked for it again (`attempt` > 1)."""

    kind: Literal["requested"] = "requested"
    attempt: int = 1
    environment: str | None = None
    project: str | None = None
    version: str | None = None


class Queued(_Event):
    """The project is busy with another deployment; `ahead` deployments come first."""

    kind: Literal["queued"] = "queued"
    ahead: int


class Resumed(_Event):
    """The daemon was stopped while this ran, and takes it up again where it was."""

    kind: Literal["resumed"] = "resumed"


class PhaseStarted(_Event):
    """A phase began; the one before it is over."""

    kind: Literal["phase_started"] = "phase_started"
    phase: Phase


class FlowRead(_Event):
    """The steps' configs were read: this is how they hang together. Changes no state."""

    kind: Literal["flow_read"] = "flow_read"
    steps: tuple[FlowStep, ...]

    def redacted(self, redact: Redact) -> Self:
        """Return the event with everything that configs say redacted: they are code that may have read a secret."""
        return self.model_copy(update={"steps": tuple(_redacted(step, redact) for step in self.steps)})


def _redacted(step: FlowStep, redact: Redact) -> FlowStep:
    texts = {name: getattr(step, name) for name in ("name", "method", "path", "cron")}
    lists = {name: getattr(step, name) for name in ("subscribes", "emits", "flows")}
    return step.model_copy(
        update={
            **{name: text and redact(text) for name, text in texts.items()},
            **{name: tuple(map(redact, topics)) for name, topics in lists.items()},
        }
    )


class StepsFound(_Event):
    """The project was read: these are its steps."""

    kind: Literal["steps_found"] = "steps_found"
    steps: tuple[FoundStep, ...]


class StepBuilding(_Event):
    """Work on a step began."""

    kind: Literal["step_building"] = "step_building"
    package_path: str


class StepBuilt(_Event):
    """A step's zip is on disk; `size` in bytes."""

    kind: Literal["step_built"] = "step_built"
    package_path: str
    size: int


class StepFailed(_Told):
    """A step cannot be built; `message` says why, with file, line and column where known."""

    kind: Literal["step_failed"] = "step_failed"
    package_path: str


class BundlesFound(_Event):
    """The build is done: these zips will go up."""

    kind: Literal["bundles_found"] = "bundles_found"
    bundles: tuple[FoundBundle, ...]


class UploadStarted(_Event):
    """A bundle's upload began, or began again from its first byte."""

    kind: Literal["upload_started"] = "upload_started"
    package_path: str


class UploadProgressed(_Event):
    """`sent` bytes of a bundle are on their way."""

    kind: Literal["upload_progressed"] = "upload_progressed"
    package_path: str
    sent: int


class Uploaded(_Event):
    """The cloud confirmed a bundle."""

    kind: Literal["uploaded"] = "uploaded"
    package_path: str


class UploadFailed(_Told):
    """A bundle could not be uploaded."""

    kind: Literal["upload_failed"] = "upload_failed"
    package_path: str


class CloudAsked(_Event):
    """The start request is about to go out: from here on the cloud may have accepted it, answer or no answer."""

    kind: Literal["cloud_asked"] = "cloud_asked"


class CloudStarted(_Event):
    """The cloud accepted the start request."""

    kind: Literal["cloud_started"] = "cloud_started"
    deployment_url: str | None = None


class CloudProgressed(_Event):
    """The cloud's own stream told the state of its resources."""

    kind: Literal["cloud_progressed"] = "cloud_progressed"
    resources: tuple[Resource, ...]
    outputs: dict[str, Any] | None = None


class Logged(_Event):
    """Lines for a phase's log, without line ends."""

    kind: Literal["logged"] = "logged"
    phase: Phase
    lines: tuple[str, ...]

    def redacted(self, redact: Redact) -> Self:
        """Return the event with its lines redacted, each still one line."""
        lines = tuple(part for line in self.lines for part in redact(line).splitlines() or [""])
        return self.model_copy(update={"lines": lines})


class Completed(_Event):
    """The cloud says it is done."""

    kind: Literal["completed"] = "completed"


class Failed(_Told):
    """The end, with a reason; the phase stays where it failed."""

    kind: Literal["failed"] = "failed"
    code: ErrorCode


Event = Annotated[
    Requested
    | Queued
    | Resumed
    | PhaseStarted
    | FlowRead
    | StepsFound
    | StepBuilding
    | StepBuilt
    | StepFailed
    | BundlesFound
    | UploadStarted
    | UploadProgressed
    | Uploaded
    | UploadFailed
    | CloudAsked
    | CloudStarted
    | CloudProgressed
    | Logged
    | Completed
    | Failed,
    Field(discriminator="kind"),
]

EVENT: TypeAdapter[Event] = TypeAdapter(Event)
"""Reads an event back from the store's JSON."""

Emit = Callable[[Event], None]
"""How adapters report what happened; never blocks, keeps the order."""
