"""How a deployment's steps hang together: `GET /deployments/{id}/flow`, for the owner."""

from motiad.contract.deployment import Language, StepType
from motiad.contract.wire import WireModel


class FlowStep(WireModel):
    """What the config of one step says about its place among the others."""

    package_path: str
    """The step file, relative to the project, with forward slashes."""
    name: str
    """As the cloud's resources name it; the file's name where its config could not be read."""
    type: StepType
    language: Language
    subscribes: tuple[str, ...] = ()
    """Topics it listens to."""
    emits: tuple[str, ...] = ()
    """Topics it may emit."""
    flows: tuple[str, ...] = ()
    """The flows its author put it into."""
    method: str | None = None
    path: str | None = None
    """Where an API step answers."""
    cron: str | None = None
    """When a cron step runs."""


class Flow(WireModel):
    """All steps; none where the project has not been read, or was read before the daemon kept this."""

    steps: tuple[FlowStep, ...] = ()
