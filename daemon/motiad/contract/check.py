"""What the daemon finds out about a project before anything of it is built or uploaded."""

from typing import Annotated

from pydantic import Field

from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import Language, StepType
from motiad.contract.http import EnvName, FolderPath
from motiad.contract.wire import WireModel


class CheckRequest(WireModel):
    """Which folder to look at, and the names of the variables a deployment would set: never their values."""

    path: FolderPath
    """Absolute path of the project's folder."""
    env_names: Annotated[tuple[EnvName, ...], Field(max_length=1000)] = ()


class CheckedStep(WireModel):
    """A step as it would be deployed."""

    package_path: str
    """The step file, relative to the project, with forward slashes."""
    language: Language
    type: StepType
    name: str | None = None
    """None where the step's config could not be read."""
    trigger: str | None = None
    """What makes it run: `GET /orders`, a cron expression, or the topics it subscribes to."""


class CheckProblem(WireModel):
    """Something that would stop the deployment, and where it is; `line` and `column` count from 1."""

    message: str
    step: str | None = None
    """The step it is about, by its file."""
    file: str | None = None
    line: int | None = None
    column: int | None = None
    hint: str | None = None
    code: ErrorCode | None = None


class MissingVariable(WireModel):
    """A variable that steps read without a fallback and the deployment does not set."""

    name: str
    place: str
    """Where it is read first: `src/orders/charge.step.ts:12`."""


class ProjectCheck(WireModel):
    """What would be deployed, and what stands in the way."""

    path: str
    complete: bool
    """Whether every step's config was read; False when a tool is missing or time ran out."""
    steps: tuple[CheckedStep, ...] = ()
    streams: tuple[str, ...] = ()
    problems: tuple[CheckProblem, ...] = ()
    warnings: tuple[str, ...] = ()
    missing: tuple[MissingVariable, ...] = ()
    reserved: tuple[str, ...] = ()
    """Names among those given that the cloud keeps for itself."""
