"""A step that has been read: what every later part of the build works on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from motiad.builder.discovery import Source
from motiad.builder.routers import Route

if TYPE_CHECKING:
    from motiad.contract.deployment import StepType


@dataclass(frozen=True)
class Step:
    """A step with its config; Python steps also know their files and the requirement lines they need."""

    source: Source
    config: Mapping[str, Any]
    files: Sequence[str] = ()
    requirements: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The step's file, relative to the project."""
        return self.source.path

    @property
    def name(self) -> str:
        """The name its author gave it."""
        return str(self.config["name"])

    @property
    def type(self) -> "StepType":
        """`api`, `event` or `cron`."""
        kind: StepType = self.config["type"]
        return kind

    @property
    def bundle_path(self) -> str:
        """`node/src/orders/create-order.step.zip`."""
        return f"{self.source.language}/{self.source.stem}.zip"

    @property
    def entry_name(self) -> str:
        """The entry of its bundle that the cloud runs: `src/orders/create-order.step.js`."""
        return f"{self.source.stem}.{'js' if self.source.language == 'node' else 'py'}"

    @property
    def route(self) -> Route:
        """An API step's place in the router."""
        return Route(self.path, self.name, str(self.config["method"]), str(self.config["path"]))


@dataclass(frozen=True)
class Stream:
    """A stream's declaration; `storage_type` is None when its config does not name one."""

    source: Source
    name: str
    storage_type: str | None
