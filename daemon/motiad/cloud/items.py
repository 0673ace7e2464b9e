"""The item of the cloud's stream, read leniently (`upstream-facts.md`, section 1)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from motiad.contract.deployment import Resource, ResourceKind, ResourceStatus
from motiad.deployments.ports import CloudState
from motiad.deployments.sanitise import one_line, sanitise

_RESOURCE_STATUSES: Mapping[object, ResourceStatus] = {
    "pending": "pending",
    "progress": "progress",
    "completed": "completed",
    "failed": "failed",
}
_MAX_DEPTH = 8


def read_item(item: Mapping[str, Any]) -> CloudState:
    """Return the state an item tells.

    Arrays and `outputs` may be missing; what is there and cannot be read is left out; a status nobody knows counts as
    progress, so that a cloud that learns new words is still followed to its end.
    """
    status = item.get("status")
    outputs = item.get("outputs")
    return CloudState(
        status=status if status in ("completed", "failed") else "progress",
        resources=(
            *_resources(item.get("events"), "queue", _queue_name),
            *_resources(item.get("endpoints"), "endpoint", _endpoint_name),
            *_resources(item.get("cron"), "cron", lambda row: _text(row.get("cron"))),
        ),
        outputs=_clean(outputs, _MAX_DEPTH) if isinstance(outputs, dict) and outputs else None,
    )


def _resources(rows: object, kind: ResourceKind, name: Callable[[dict[str, Any]], str]) -> Iterator[Resource]:
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict):
            step_name = _text(row.get("stepName"))
            status = row.get("status")
            yield Resource(
                kind=kind,
                name=name(row) or step_name or kind,
                step_name=step_name,
                status=_RESOURCE_STATUSES.get(status, "progress") if isinstance(status, str) else "pending",
            )


def _queue_name(row: dict[str, Any]) -> str:
    topics = row.get("topics")
    return _text(row.get("queue")) or (", ".join(filter(None, map(_text, topics))) if isinstance(topics, list) else "")


def _endpoint_name(row: dict[str, Any]) -> str:
    return f"{_text(row.get('method'))} {_text(row.get('path'))}".strip()


def _text(value: object) -> str:
    return one_line(value) if isinstance(value, str) else ""


def _clean(value: Any, depth: int) -> Any:
    """Return JSON with every text in it sanitised; what lies too deep is left out."""
    if isinstance(value, str):
        return sanitise(value)
    if isinstance(value, dict):
        return {one_line(key): _clean(inner, depth - 1) for key, inner in value.items()} if depth else None
    if isinstance(value, list):
        return [_clean(inner, depth - 1) for inner in value] if depth else None
    return value
