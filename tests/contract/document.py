"""The rules of the Deployment Stream API document, for one state and for a history of states.

Written from the document alone (section "Data Structure" and "Deployment Phases"; what goes beyond it from
`interfaces.md`, "Rows and fields"): it shares no line with the daemon, so a mistake in the models shows here.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

State = dict[str, Any]

FLOW = ("idle", "building", "uploading", "deploying", "completed")
RANK = {"idle": 0, "building": 1, "uploading": 2, "deploying": 3, "completed": 4, "failed": 4}
PROGRESS = {
    "idle": (0, 0),
    "building": (0, 33),
    "uploading": (34, 66),
    "deploying": (67, 99),
    "completed": (100, 100),
    "failed": (100, 100),
}
PHASES: dict[str, set[str | None]] = {
    "idle": {None},
    "building": {"build"},
    "uploading": {"upload"},
    "deploying": {"deploy"},
    "completed": {None},
    "failed": {None, "build", "upload", "deploy"},
}
LOGS = ("buildLogs", "uploadLogs", "deployLogs")
REQUIRED = {"id", "status", "phase", "progress", "message", "build", "upload", *LOGS}
OPTIONAL = {"error", "startedAt", "completedAt", "metadata"}
BEYOND = {"errorCode", "attempt", "queuePosition", "project", "version", "phases"}
BEYOND |= {"resources", "outputs", "deploymentUrl"}
ROW_REQUIRED = {"packagePath", "language", "status", "type"}
ROW_OPTIONAL = {"size", "errorMessage", "startedAt", "completedAt"}
ROW_RANK = {"building": 0, "uploading": 0, "built": 1, "uploaded": 1, "error": 1}
METADATA = {"totalSteps", "completedSteps", "environment", "builtSteps", "uploadedSteps"}
MILLISECONDS = range(1_600_000_000_000, 4_000_000_000_000)
"""The years 2020 to 2096: seconds or microseconds lie outside."""


def check_state(state: Any, deployment_id: str) -> None:
    """Check every field of one `DeploymentData`; AssertionError names what is wrong."""
    assert isinstance(state, dict), f"not an object: {state!r}"
    _check_keys(state, REQUIRED, OPTIONAL | BEYOND)
    status = state["status"]
    assert state["id"] == deployment_id
    assert status in RANK, status
    assert state["phase"] in PHASES[status], (status, state["phase"])
    low, high = PROGRESS[status]
    assert low <= _integer(state["progress"]) <= high, (status, state["progress"])
    assert _text(state["message"]).strip() and "\n" not in state["message"], state["message"]
    for logs in LOGS:
        assert all(isinstance(line, str) for line in state[logs]), (logs, state[logs])
    for row in state["build"]:
        _check_row(row, ("building", "built"))
    for row in state["upload"]:
        _check_upload(row)
    for rows in (state["build"], state["upload"]):
        assert len({row["packagePath"] for row in rows}) == len(rows), rows
    _check_end(state)
    _check_metadata(state)


def check_history(states: Sequence[State], deployment_id: str, *, every_status: bool) -> None:
    """Check states in the order they were seen: the flow, and what may only grow.

    With `every_status` each status of the flow up to the last one must have been seen (the Node client); without,
    some may be missing (React batches).
    """
    assert states, "nothing was seen"
    for state in states:
        check_state(state, deployment_id)
    for before, after in pairwise(states):
        _check_step(before, after)
    seen = statuses(states)
    if every_status and seen[-1] == "completed":
        assert seen == list(FLOW), seen
    assert [RANK[status] for status in seen] == sorted({RANK[status] for status in seen}), seen


def check_completed(state: State, steps: Mapping[str, tuple[str, str]], bundles: Mapping[str, int]) -> None:
    """Check a completed state against the truth on disk.

    `steps` maps each step file to its language and type; `bundles` each bundle the cloud holds to its size in bytes.
    """
    assert state["status"] == "completed", (state["status"], state.get("error"))
    built = {row["packagePath"]: row for row in state["build"]}
    uploaded = {row["packagePath"]: row for row in state["upload"]}
    assert built.keys() == steps.keys()
    assert uploaded.keys() == bundles.keys()
    for path, row in built.items():
        assert (row["language"], row["type"], row["status"]) == (*steps[path], "built"), row
        assert row["size"] == bundles[bundle_of(path, row["language"])], row
    by_bundle = {bundle_of(path, language): (language, kind) for path, (language, kind) in steps.items()}
    for path, row in uploaded.items():
        language = path.removeprefix("router-").removesuffix(".zip")
        assert (row["language"], row["type"]) == by_bundle.get(path, (language, "api")), row
        assert (row["size"], row["status"], row["progress"]) == (bundles[path], "uploaded", 100), row
    counts = state["metadata"]
    assert counts["totalSteps"] == counts["completedSteps"] == len(steps), counts
    assert all(state[logs] for logs in LOGS), {logs: state[logs] for logs in LOGS}


def bundle_of(step: str, language: str) -> str:
    """Return the bundle's path of a step file (`interfaces.md`, "Rows and fields")."""
    return f"{language}/{step.rpartition('.')[0]}.zip"


def statuses(states: Sequence[State]) -> list[str]:
    """Return the statuses seen, each run of equal ones once."""
    seen: list[str] = []
    for state in states:
        if not seen or seen[-1] != state["status"]:
            seen.append(state["status"])
    return seen


def _check_step(before: State, after: State) -> None:
    assert after["progress"] >= before["progress"], (before["progress"], after["progress"])
    assert before.get("startedAt") in {None, after.get("startedAt")}
    if before["status"] in {"completed", "failed"}:
        assert after == before, "a terminal state changed"
    for name in ("build", "upload"):
        rows = {row["packagePath"]: row for row in after[name]}
        for row in before[name]:
            assert row["packagePath"] in rows, f"{name}: {row['packagePath']} vanished"
            now = rows[row["packagePath"]]
            assert ROW_RANK[now["status"]] >= ROW_RANK[row["status"]], (row, now)
            assert now.get("progress", 0) >= row.get("progress", 0), (row, now)
    for name in LOGS:
        assert after[name][: len(before[name])] == before[name], name
    counts = [state.get("metadata", {}).get("completedSteps", 0) for state in (before, after)]
    assert counts == sorted(counts), counts


def _check_row(row: State, progress: tuple[str, str], optional: frozenset[str] = frozenset()) -> None:
    working, done = progress
    _check_keys(row, ROW_REQUIRED, ROW_OPTIONAL | optional)
    assert row["language"] in {"node", "python"}, row
    assert row["type"] in {"event", "api", "cron"}, row
    assert row["status"] in {working, done, "error"}, row
    path = _text(row["packagePath"])
    assert path and not path.startswith("/") and "\\" not in path, row
    assert (row["status"] == "error") == bool(row.get("errorMessage")), row
    assert "size" in row or row["status"] != done, row
    assert _integer(row.get("size", 1)) > 0, row
    _check_times(row)


def _check_upload(row: State) -> None:
    _check_row(row, ("uploading", "uploaded"), frozenset({"progress"}))
    assert "size" in row and "progress" in row, row
    progress = _integer(row["progress"])
    assert progress == 100 if row["status"] == "uploaded" else 0 <= progress < 100, row


def _check_end(state: State) -> None:
    status = state["status"]
    assert (status == "failed") == bool(state.get("error")), (status, state.get("error"))
    assert ("completedAt" in state) == (status in {"completed", "failed"}), status
    assert "startedAt" in state, status
    _check_times(state)
    for times in state.get("phases", {}).values():
        _check_times(times)


def _check_metadata(state: State) -> None:
    if state["build"]:
        assert "metadata" in state
    counts = state.get("metadata")
    if counts is None:
        return
    _check_keys(counts, {"totalSteps", "completedSteps"}, METADATA)
    built = sum(row["status"] == "built" for row in state["build"])
    assert _integer(counts["totalSteps"]) == len(state["build"]), counts
    assert _integer(counts["completedSteps"]) == built, (counts, built)
    assert counts.get("builtSteps", built) == built, counts
    up = sum(row["status"] == "uploaded" and not row["packagePath"].startswith("router-") for row in state["upload"])
    assert counts.get("uploadedSteps", up) == up, (counts, up)
    if "environment" in counts:
        assert _text(counts["environment"])


def _check_keys(found: Mapping[str, Any], required: set[str], optional: set[str] | frozenset[str]) -> None:
    assert found.keys() >= required, f"missing: {required - found.keys()}"
    assert found.keys() <= required | optional, f"unknown: {found.keys() - required - optional}"
    absent = [name for name, value in found.items() if value is None and name != "phase"]
    assert not absent, f"null where the document says absent: {absent}"


def _check_times(found: Mapping[str, Any]) -> None:
    times = [_integer(found[name]) for name in ("startedAt", "completedAt") if name in found]
    assert all(time in MILLISECONDS for time in times), times
    assert times == sorted(times), times


def _integer(value: Any) -> int:
    assert type(value) is int, f"not a whole number: {value!r}"
    return value


def _text(value: Any) -> str:
    assert isinstance(value, str), f"not a text: {value!r}"
    return value
