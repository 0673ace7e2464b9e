"""What the cloud's item says, however incomplete it is."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motiad.cloud.items import read_item
from motiad.contract.deployment import Resource

FULL = {
    "id": "data",
    "status": "progress",
    "events": [
        {"topics": ["order.placed"], "queue": "q-pack", "stepName": "Pack", "status": "completed"},
        {"topics": ["a", "b"], "queue": None, "stepName": "Two", "status": "pending"},
    ],
    "endpoints": [{"method": "POST", "path": "/orders", "stepName": "Place", "emits": [], "status": "progress"}],
    "cron": [{"cron": "0 3 * * *", "stepName": "Nightly", "emits": [], "status": "failed"}],
    "outputs": {"API URL": "https://app.example"},
}


def test_a_full_item() -> None:
    state = read_item(FULL)
    assert state.status == "progress"
    assert state.resources == (
        Resource(kind="queue", name="q-pack", step_name="Pack", status="completed"),
        Resource(kind="queue", name="a, b", step_name="Two", status="pending"),
        Resource(kind="endpoint", name="POST /orders", step_name="Place", status="progress"),
        Resource(kind="cron", name="0 3 * * *", step_name="Nightly", status="failed"),
    )
    assert state.outputs == {"API URL": "https://app.example"}


@pytest.mark.parametrize("status", ["completed", "failed"])
def test_a_bare_terminal_item(status: str) -> None:
    state = read_item({"id": "data", "status": status})
    assert (state.status, state.resources, state.outputs) == (status, (), None)


def test_words_nobody_knows_yet_count_as_progress() -> None:
    state = read_item({"status": "warming-up", "events": [{"stepName": "S", "status": "napping"}]})
    assert state.status == "progress"
    assert state.resources == (Resource(kind="queue", name="S", step_name="S", status="progress"),)


def test_text_is_sanitised() -> None:
    state = read_item(
        {
            "status": "failed",
            "endpoints": [{"method": "GET", "path": "/\x1b[2Jx\n", "stepName": "\x1b]0;t\x07S", "status": "failed"}],
            "outputs": {"\x1b[1merror": {"deep": ["bad\x00 \x1b[2J\ud800"]}},
        }
    )
    assert state.resources[0].name == "GET /x"
    assert state.resources[0].step_name == "S"
    assert state.outputs == {"error": {"deep": ["bad \ufffd"]}}


def test_depth_has_an_end() -> None:
    deep: Any = "x"
    for _ in range(500):
        deep = [deep]
    outputs = read_item({"status": "progress", "outputs": {"a": deep}}).outputs
    assert len(json.dumps(outputs)) < 100


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=15,
)
ROW = st.dictionaries(st.sampled_from(["topics", "queue", "stepName", "status", "method", "path", "cron"]), JSON)
ITEM = st.dictionaries(
    st.sampled_from(["id", "status", "events", "endpoints", "cron", "outputs"]), JSON | st.lists(JSON | ROW, max_size=4)
)


@given(ITEM)
def test_any_item_can_be_read_and_kept(item: dict[str, Any]) -> None:
    state = read_item(item)
    json.dumps([resource.wire() for resource in state.resources], ensure_ascii=False).encode()
    json.dumps(state.outputs, ensure_ascii=False).encode()
