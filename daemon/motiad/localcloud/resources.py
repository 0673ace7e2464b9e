"""What a deployment becomes in the cloud: queues, endpoints, schedules; and the stream item that shows them."""

import re
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel

from .wire import ApiConfig, EventConfig, Language, Step

Status = Literal["pending", "progress", "completed", "failed"]
Kind = Literal["queue", "endpoint", "cron"]
_ORDER: tuple[Kind, ...] = ("queue", "endpoint", "cron")


class Resource(BaseModel):
    """One resource: `row` holds what the stream item says about it, all but the status."""

    kind: Kind
    bundle: str
    entrypoint: str
    language: Language
    status: Status = "pending"
    row: dict[str, Any]

    @property
    def step_name(self) -> str:
        """The step behind it."""
        return str(self.row["stepName"])


def plan(steps: Mapping[str, Step]) -> list[Resource]:
    """The resources of `steps` in the order they are provisioned: queues first, so that nothing emits in vain."""
    resources = [_resource(bundle, step) for bundle, step in steps.items()]
    return sorted(resources, key=lambda resource: _ORDER.index(resource.kind))


def _resource(bundle: str, step: Step) -> Resource:
    config = step.config
    row: dict[str, Any]
    kind: Kind
    if isinstance(config, EventConfig):
        kind, row = "queue", {"topics": config.subscribes, "queue": _queue_name(config), "stepName": config.name}
    elif isinstance(config, ApiConfig):
        kind, row = "endpoint", {"method": config.method, "path": config.path, "stepName": config.name}
        row["emits"] = config.emits or []
    else:
        kind, row = "cron", {"cron": config.cron, "stepName": config.name, "emits": config.emits or []}
    return Resource(kind=kind, bundle=bundle, entrypoint=step.entrypoint_path, language=step.type, row=row)


def _queue_name(config: EventConfig) -> str:
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1-\2", config.name)
    name = re.sub(r"\W+", "-", words).strip("-").lower() or "step"
    queue = config.infrastructure.queue if config.infrastructure else None
    return f"{name}.fifo" if queue and queue.type == "fifo" else name


def rows(resources: list[Resource], kind: Kind) -> list[dict[str, Any]]:
    """The rows of one kind as the stream item carries them."""
    return [{**resource.row, "status": resource.status} for resource in resources if resource.kind == kind]
