"""The checker itself: it accepts what the document describes and finds what breaks its rules."""

from copy import deepcopy
from typing import Any

import pytest

from .document import State, check_history, check_state

AT = 1_760_000_000_000


def row(status: str, **more: Any) -> State:
    return {"packagePath": "src/a.step.ts", "language": "node", "type": "api", "status": status, **more}


def state(status: str, phase: str | None, progress: int, **more: Any) -> State:
    return {
        "id": "d",
        "status": status,
        "phase": phase,
        "progress": progress,
        "message": "Working",
        "build": [],
        "upload": [],
        "buildLogs": [],
        "uploadLogs": [],
        "deployLogs": [],
        "startedAt": AT,
        "metadata": {"totalSteps": 0, "completedSteps": 0},
        **more,
    }


ONE = {"totalSteps": 1, "completedSteps": 1}
BUILT = row("built", size=10)
UPLOADED = {**row("uploaded", size=10, progress=100), "packagePath": "node/src/a.step.zip"}
RUN = [
    state("idle", None, 0),
    state("building", "build", 0, build=[row("building")], metadata={"totalSteps": 1, "completedSteps": 0}),
    state("building", "build", 33, build=[BUILT], metadata=ONE, buildLogs=["Built"]),
    state("uploading", "upload", 34, build=[BUILT], metadata=ONE, buildLogs=["Built"]),
    state("deploying", "deploy", 67, build=[BUILT], upload=[UPLOADED], metadata=ONE, buildLogs=["Built"]),
    state(
        "completed",
        None,
        100,
        build=[BUILT],
        upload=[UPLOADED],
        metadata=ONE,
        buildLogs=["Built"],
        completedAt=AT + 5,
    ),
]


def test_a_whole_run_is_accepted() -> None:
    check_history(RUN, "d", every_status=True)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "data"},
        {"status": "done"},
        {"phase": "deploy"},
        {"progress": 45},
        {"progress": 20.5},
        {"progress": True},
        {"message": ""},
        {"message": "two\nlines"},
        {"buildLogs": [1]},
        {"build": [row("built")]},
        {"build": [row("error")]},
        {"build": [BUILT, BUILT]},
        {"build": [{**BUILT, "packagePath": "/src/a.step.ts"}]},
        {"build": [{**BUILT, "language": "ruby"}]},
        {"metadata": {"totalSteps": 2, "completedSteps": 1}},
        {"metadata": {"totalSteps": 1, "completedSteps": 0}},
        {"startedAt": AT // 1000},
        {"completedAt": AT},
        {"error": "x"},
        {"error": None},
        {"upload": [{**UPLOADED, "progress": 99}]},
        {"secret": "x"},
    ],
)
def test_a_wrong_field_is_found(change: State) -> None:
    wrong = {**deepcopy(RUN[2]), **change}
    with pytest.raises(AssertionError):
        check_state(wrong, "d")


def test_a_missing_field_is_found() -> None:
    for name in RUN[1]:
        with pytest.raises(AssertionError):
            check_state({key: value for key, value in RUN[2].items() if key != name}, "d")


@pytest.mark.parametrize(
    "order",
    [[0, 2, 1], [1, 0], [0, 1, 3, 2], [4, 3], [5, 4], []],
    ids=["progress falls", "back to idle", "back to building", "back to uploading", "after the end", "nothing"],
)
def test_a_wrong_order_is_found(order: list[int]) -> None:
    with pytest.raises(AssertionError):
        check_history([RUN[index] for index in order], "d", every_status=False)


def test_a_swallowed_status_is_found_where_every_one_must_come() -> None:
    some = [RUN[0], RUN[2], RUN[4], RUN[5]]
    check_history(some, "d", every_status=False)
    with pytest.raises(AssertionError):
        check_history(some, "d", every_status=True)


def test_a_second_end_is_found() -> None:
    with pytest.raises(AssertionError):
        check_history([*RUN, {**RUN[-1], "message": "again"}], "d", every_status=False)
