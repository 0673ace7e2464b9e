from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import Resource
from motiad.deployments import events as e
from motiad.deployments.reducer import initial, reduce

A = e.FoundStep(package_path="src/a.step.ts", language="node", type="api")
B = e.FoundStep(package_path="src/b_step.py", language="python", type="cron")
BUNDLE_A = e.FoundBundle(package_path="node/src/a.step.zip", language="node", type="api", size=1000)
ROUTER = e.FoundBundle(package_path="router-node.zip", language="node", type="api", size=3000)

HAPPY = [
    e.Requested(environment="production", project="shop", version="v1"),
    e.PhaseStarted(phase="build"),
    e.StepsFound(steps=(A, B)),
    e.StepBuilding(package_path=A.package_path),
    e.Logged(phase="build", lines=("hello",)),
    e.StepBuilt(package_path=A.package_path, size=1000),
    e.StepBuilt(package_path=B.package_path, size=500),
    e.PhaseStarted(phase="upload"),
    e.BundlesFound(bundles=(BUNDLE_A, ROUTER)),
    e.UploadStarted(package_path=BUNDLE_A.package_path),
    e.UploadProgressed(package_path=BUNDLE_A.package_path, sent=500),
    e.Uploaded(package_path=BUNDLE_A.package_path),
    e.Uploaded(package_path=ROUTER.package_path),
    e.PhaseStarted(phase="deploy"),
    e.CloudStarted(deployment_url="http://localhost/apps/d"),
    e.CloudProgressed(
        resources=(Resource(kind="endpoint", name="GET /a", step_name="A", status="completed"),), outputs={"url": "u"}
    ),
    e.Completed(),
]


def replay(happened, data=None):
    data = data or initial("d")
    states = [data]
    for at, event in enumerate(happened, start=1000):
        states.append(reduce(states[-1], event, at))
    return states


def test_the_happy_path_fills_every_field():
    states = replay(HAPPY)
    statuses = list(dict.fromkeys(state.status for state in states))
    assert statuses == ["idle", "building", "uploading", "deploying", "completed"]
    end = states[-1]
    assert (end.phase, end.progress, end.started_at, end.completed_at) == (None, 100, 1000, 1016)
    assert end.metadata.wire() == {
        "totalSteps": 2, "completedSteps": 2, "builtSteps": 2, "uploadedSteps": 1, "environment": "production",
    }  # fmt: skip
    assert [(row.status, row.size) for row in end.build] == [("built", 1000), ("built", 500)]
    assert [(row.status, row.progress) for row in end.upload] == [("uploaded", 100)] * 2
    assert end.build_logs == ("hello",)
    assert end.phases["build"].started_at == 1001
    assert end.phases["build"].completed_at == end.phases["upload"].started_at
    assert end.outputs == {"url": "u"}


def test_progress_stays_in_the_documented_ranges():
    ranges = {
        "idle": (0, 0),
        "building": (0, 33),
        "uploading": (34, 66),
        "deploying": (67, 99),
        "completed": (100, 100),
    }
    for state in replay(HAPPY):
        low, high = ranges[state.status]
        assert low <= state.progress <= high, state


def test_a_failure_keeps_its_phase_and_its_reason():
    states = replay([*HAPPY[:4], e.StepFailed(package_path=A.package_path, message="line 3"), e.Failed(
        code=ErrorCode.BUILD_FAILED, message="src/a.step.ts:3: no")])  # fmt: skip
    end = states[-1]
    assert (end.status, end.phase, end.progress, end.error_code) == ("failed", "build", 100, "BUILD_FAILED")
    assert end.error == "src/a.step.ts:3: no"
    assert end.build[0].error_message == "line 3"
    assert end.phases["build"].completed_at is not None


def test_a_new_attempt_starts_afresh():
    failed = replay([*HAPPY[:3], e.Failed(code=ErrorCode.CANCELLED, message="cancelled")])[-1]
    again = reduce(failed, e.Requested(attempt=2, project="shop"), 5000)
    assert (again.status, again.attempt, again.progress, again.error, again.build) == ("idle", 2, 0, None, ())


def test_phases_cannot_be_skipped_or_repeated():
    data = initial("d")
    assert reduce(data, e.PhaseStarted(phase="deploy"), 1) == data
    building = reduce(data, e.PhaseStarted(phase="build"), 1)
    assert reduce(building, e.PhaseStarted(phase="build"), 2) == building
    assert reduce(building, e.Completed(), 2) == building


def test_the_wire_keeps_phase_null_and_leaves_out_what_has_no_value():
    wire = initial("d").wire()
    assert wire["phase"] is None
    assert "error" not in wire
    assert wire["build"] == [] and wire["buildLogs"] == []


anything = st.sampled_from([event for event in HAPPY if not isinstance(event, e.Requested)]) | st.sampled_from(
    [
        e.Queued(ahead=2),
        e.StepFailed(package_path=A.package_path, message="m"),
        e.UploadFailed(package_path=ROUTER.package_path, message="m"),
        e.Failed(code=ErrorCode.INTERNAL, message="m"),
        e.UploadProgressed(package_path=ROUTER.package_path, sent=10**9),
    ]
)
ORDER = ["idle", "building", "uploading", "deploying", "completed"]


@given(st.lists(anything, max_size=60))
def test_any_order_of_events_keeps_the_rules(happened):
    states = replay(happened)
    for before, after in pairwise(states):
        assert after.progress >= before.progress
        if before.terminal:
            assert after == before
        elif after.status != "failed":
            assert 0 <= ORDER.index(after.status) - ORDER.index(before.status) <= 1
        type(after).model_validate(after.wire())
