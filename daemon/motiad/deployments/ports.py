"""What the pipeline needs from the outside world; the adapters implement it and know nothing of each other."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from motiad.contract.deployment import DeploymentData, Language, Phase, Resource, Status, StepType
from motiad.contract.flow import FlowStep
from motiad.contract.http import LogLine
from motiad.deployments.events import Emit, Event, Redact


@dataclass(frozen=True)
class Deployment:
    """One deployment as the store knows it: its state, and what is needed to run it, without secrets."""

    data: DeploymentData
    project: Path
    cloud: str
    """`local`, `motia` or a URL: where its token is valid."""
    fingerprint: str
    """HMAC of token and envs: tells a repeated start from a conflicting one."""
    env_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class DeploymentSecrets:
    """What a deployment needs and nothing may ever show."""

    token: str = field(repr=False)
    envs: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Bundle:
    """A zip on disk that the cloud wants."""

    path: str
    """`node/src/a.step.zip`, `router-node.zip`: the name the cloud knows it by."""
    file: Path
    size: int
    """Bytes."""
    language: Language
    type: StepType


@dataclass(frozen=True)
class Manifest:
    """The three objects of `motia.steps.json` (`upstream-facts.md`, section 4)."""

    steps: Mapping[str, Any]
    streams: Mapping[str, Any]
    routers: Mapping[str, str]


@dataclass(frozen=True)
class Build:
    """Everything a build left on disk."""

    bundles: tuple[Bundle, ...]
    manifest: Manifest


@dataclass(frozen=True)
class CloudState:
    """One item of the cloud's own stream."""

    status: Literal["progress", "completed", "failed"]
    resources: tuple[Resource, ...]
    outputs: Mapping[str, Any] | None = None


class Builder(Protocol):
    """A project folder in, bundles out."""

    async def build(self, project: Path, output: Path, emit: Emit, env_names: Collection[str] | None = None) -> Build:
        """Build every step and router of `project` into `output`, reporting steps and log lines.

        `env_names`: the deployment's variables, to be checked before anything is built; None where nothing is deployed.

        Emits `FlowRead` and `StepsFound` once, then `StepBuilding`, `StepBuilt`, `StepFailed` and `Logged`. Cancelling
        kills every child. Raises `MotiadError` (NOT_A_PROJECT, NO_STEPS, VALIDATION_FAILED, BUILD_FAILED, *_MISSING).
        """
        ...


class Cloud(Protocol):
    """One cloud, as the pipeline uses it."""

    async def upload(self, token: str, bundle: Bundle, sent: Callable[[int], None]) -> None:
        """Upload one bundle, telling the bytes sent so far; retries by itself. Raises `MotiadError`."""
        ...

    async def start(self, token: str, envs: Mapping[str, str], manifest: Manifest) -> str | None:
        """Ask the cloud to deploy what was uploaded; returns the deployment's URL if it names one.

        Raises `MotiadError`; its details hold `inDoubt` when nobody knows whether the request took effect, and the
        cloud's `status` when it refused.
        """
        ...

    def follow(self, deployment_id: str) -> AbstractAsyncContextManager[AsyncIterator[CloudState]]:
        """Join the cloud's stream; the iterator reconnects by itself and ends after a terminal state.

        Raises `MotiadError` (CLOUD_TIMEOUT) when there was no news for too long.
        """
        ...


class Clouds(Protocol):
    """Finds the cloud a deployment belongs to."""

    async def __call__(self, target: str) -> Cloud:
        """Return the cloud for `local`, `motia` or a URL. Raises `MotiadError` (USAGE) for anything else."""
        ...


class Store(Protocol):
    """Deployments, their events and logs, durably."""

    async def create(self, deployment: Deployment, events: Sequence[tuple[int, Event]]) -> None:
        """Write a new deployment, or a new attempt of one, with its first events, in one transaction."""
        ...

    async def append(self, data: DeploymentData, events: Sequence[tuple[int, Event]]) -> None:
        """Write events (each with its time in milliseconds) and the state they led to, in one transaction."""
        ...

    async def get(self, deployment_id: str) -> Deployment | None:
        """Return a deployment, or None."""
        ...

    async def page(
        self,
        *,
        status: Status | None = None,
        project: str | None = None,
        environment: str | None = None,
        search: str | None = None,
        limit: int = 50,
        before: str | None = None,
        brief: bool = False,
    ) -> tuple[list[Deployment], str | None]:
        """Return deployments, newest first, and the cursor of the next page; `brief` ones without their rows."""
        ...

    async def unfinished(self) -> list[Deployment]:
        """Return every deployment that is not terminal, oldest first."""
        ...

    async def events(self, deployment_id: str, *, attempt: int = 1) -> list[tuple[int, Event]]:
        """Return every event of an attempt with its time, in order."""
        ...

    async def last_at(self, deployment_id: str) -> int:
        """Return when the last event of all attempts happened (milliseconds), 0 if none: the next one is not before."""
        ...

    async def flow(self, deployment_id: str) -> tuple[FlowStep, ...]:
        """Return how the steps hang together, as it was read last; nothing where it was not."""
        ...

    async def logs(
        self, deployment_id: str, *, phase: Phase | None = None, after: int = 0, limit: int = 1000
    ) -> list[LogLine]:
        """Return numbered log lines after number `after`."""
        ...

    async def dropped_lines(self, deployment_id: str) -> int:
        """Return how many of the oldest log lines were removed to make room."""
        ...

    async def installation_key(self) -> bytes:
        """Return this installation's random key, made on first use; it keys fingerprints."""
        ...

    async def reserved_stamp(self) -> int:
        """Return the highest stream timestamp that may have been used before (milliseconds)."""
        ...

    async def reserve_stamp(self, until: int) -> None:
        """Remember that stream timestamps up to `until` may be used."""
        ...


class Secrets(Protocol):
    """Keeps a deployment's secrets while it runs."""

    @property
    def kind(self) -> Literal["keyring", "memory"]:
        """Where they are kept."""
        ...

    async def keep(self, deployment_id: str, secrets: DeploymentSecrets) -> None:
        """Keep the secrets until `forget`."""
        ...

    async def recall(self, deployment_id: str) -> DeploymentSecrets | None:
        """Return the secrets, or None when they are gone."""
        ...

    async def forget(self, deployment_id: str) -> None:
        """Delete the secrets; no error when there are none."""
        ...


class Publisher(Protocol):
    """Tells everybody who watches."""

    def publish(self, data: DeploymentData) -> None:
        """Hand on a state that has been persisted; never blocks."""
        ...


class RedactorFactory(Protocol):
    """Makes a function that takes a deployment's secrets out of a text."""

    def __call__(self, secrets: DeploymentSecrets) -> Redact:
        """Return the redacting function."""
        ...
