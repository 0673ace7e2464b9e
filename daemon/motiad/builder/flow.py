"""What the steps' configs say about how they hang together."""

from collections.abc import Iterator
from typing import Any

from motiad.builder.discovery import Source
from motiad.builder.steps import Step
from motiad.contract.deployment import StepType
from motiad.contract.flow import FlowStep
from motiad.deployments.sanitise import one_line

MAX_TOPICS = 100
"""Of each kind, for one step: a picture with more says nothing."""
MAX_TEXT = 200
"""Characters of a topic, a path, an expression."""


def flow_step(step: Step) -> FlowStep:
    """Return a step's place in the flow."""
    config = step.config
    return FlowStep(
        package_path=step.path,
        name=one_line(step.name, MAX_TEXT),
        type=step.type,
        language=step.source.language,
        subscribes=_topics(config.get("subscribes")),
        emits=_topics(config.get("emits")),
        flows=_topics(config.get("flows")),
        method=_text(config.get("method")) if step.type == "api" else None,
        path=_text(config.get("path")) if step.type == "api" else None,
        cron=_text(config.get("cron")) if step.type == "cron" else None,
    )


def unread_step(source: Source, kind: StepType) -> FlowStep:
    """Return the place of a step whose config could not be read: connected to nothing."""
    return FlowStep(package_path=source.path, name=source.path.rpartition("/")[2], type=kind, language=source.language)


def _topics(listed: object) -> tuple[str, ...]:
    """Return topics, each once; an emitted one may stand in an object with a label (`{topic, label, conditional}`)."""
    return tuple(dict.fromkeys(_named(listed)))[:MAX_TOPICS]


def _named(listed: object) -> Iterator[str]:
    for entry in listed if isinstance(listed, list) else ():
        if text := _text(entry.get("topic") if isinstance(entry, dict) else entry):
            yield text


def _text(value: Any) -> str | None:
    return one_line(value, MAX_TEXT) if isinstance(value, str) else None
