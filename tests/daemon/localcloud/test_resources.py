"""From steps to queues, endpoints and schedules."""

import pytest

from motiad.localcloud.resources import plan, rows
from motiad.localcloud.wire import Step


def step(**config):
    return Step.model_validate({"type": "node", "entrypointPath": "/a.js", "config": config})


def test_queues_come_first_then_endpoints_then_schedules():
    steps = {
        "c.zip": step(type="cron", name="C", cron="* * * * *"),
        "a1.zip": step(type="api", name="A1", method="GET", path="/1"),
        "e.zip": step(type="event", name="E", subscribes=["t"]),
        "a2.zip": step(type="api", name="A2", method="GET", path="/2"),
    }
    assert [resource.step_name for resource in plan(steps)] == ["E", "A1", "A2", "C"]


def test_topics_may_be_names_or_objects():
    emits = ["a", {"topic": "b", "label": "sometimes", "conditional": True}]
    steps = {
        "a.zip": step(type="api", name="A", method="GET", path="/", emits=emits),
        "e.zip": step(type="event", name="E", subscribes=emits, emits=None),
    }
    resources = plan(steps)
    assert rows(resources, "endpoint")[0]["emits"] == ["a", "b"]
    assert rows(resources, "queue")[0]["topics"] == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "infrastructure", "queue"),
    [
        ("ReserveStock", None, "reserve-stock"),
        ("send mail (daily)", {}, "send-mail-daily"),
        ("日次", {"queue": None}, "日次"),
        ("!!!", {"handler": {"ram": 128}}, "step"),
        ("Charge", {"queue": {"type": "standard"}}, "charge"),
        ("Charge", {"queue": {"type": "fifo", "maxRetries": 3}}, "charge.fifo"),
    ],
)
def test_queues_are_named_after_their_step(name, infrastructure, queue):
    config = {"type": "event", "name": name, "subscribes": ["t"], "infrastructure": infrastructure}
    (resource,) = plan({"e.zip": step(**config)})
    assert resource.row == {"topics": ["t"], "queue": queue, "stepName": name}
