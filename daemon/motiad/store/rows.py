"""Between rows and what the rest of motiad speaks of."""

import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from motiad.contract.deployment import DeploymentData, Phase
from motiad.deployments.events import EVENT, Event, Logged
from motiad.deployments.ports import Deployment

PHASES: tuple[Phase, ...] = get_args(Phase)

_TAIL_FIELDS: Mapping[Phase, str] = {phase: f"{phase}_logs" for phase in PHASES}


def snapshot(data: DeploymentData) -> str:
    """Return a state as JSON, without its log lines."""
    return data.model_dump_json(exclude=set(_TAIL_FIELDS.values()))


def tails(data: DeploymentData) -> dict[Phase, str]:
    """Return the log lines of a state, a JSON array a phase."""
    return {phase: json.dumps(getattr(data, name), ensure_ascii=False) for phase, name in _TAIL_FIELDS.items()}


def read_deployment(row: sqlite3.Row, lines: Mapping[str, str], column: str = "snapshot") -> Deployment:
    """Return the deployment of a row, its state read from `column`. Raises `ValueError` when the row makes no sense."""
    state: dict[str, Any] = json.loads(row[column])
    for phase, name in _TAIL_FIELDS.items():
        if phase in lines:
            state[name] = json.loads(lines[phase])
    return Deployment(
        data=DeploymentData.model_validate(state),
        project=Path(row["project_path"]),
        cloud=row["cloud"],
        fingerprint=row["fingerprint"],
        env_names=tuple(json.loads(row["env_names"])),
    )


def event_body(event: Event) -> str:
    """Return an event as JSON; the lines of a `logged` one go to the table of logs."""
    return event.model_dump_json(exclude={"lines"} if isinstance(event, Logged) else None)


def read_event(body: str, lines: list[str]) -> Event:
    """Return the event that was written. Raises `ValueError` when it makes no sense."""
    record: dict[str, Any] = json.loads(body)
    if record.get("kind") == "logged":
        record["lines"] = lines
    return EVENT.validate_python(record)
