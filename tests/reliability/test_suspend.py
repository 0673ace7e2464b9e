"""A daemon that stands still for longer than its deadlines, or whose clock steps, goes on with its work."""

import os
import signal
import sys
import time

import pytest

from .failpoints import HASTY
from .harness import STEP, Harness

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="uses the kill harness")
HOUR = 3600 * 1000
DAY = 24 * HOUR
SUSPENDED = 5.0
GATE = """import pathlib, time
while pathlib.Path({gate!r}).exists():
    time.sleep(0.02)
"""


@pytest.fixture
def harness(tmp_path):
    harness = Harness(tmp_path, seed=4)
    yield harness
    harness.close()


@pytest.mark.parametrize(
    ("first", "steps"),
    [
        ("build:before:1", (HOUR, -HOUR)),
        ("build:before:1", (-DAY, -HOUR)),
        ("build:before:1", (DAY - HOUR, -DAY)),
        ("create:after:1", (-DAY, -HOUR)),  # no secrets yet: it fails, is asked for again, and is an attempt later
    ],
)
def test_a_clock_that_steps_over_restarts_is_survived(harness, first, steps):
    deployments = [harness._create(project) for project in harness.projects]
    for failpoint, clock in zip((first, "upload:after:1", None), (0, *steps), strict=True):
        assert harness._start(failpoint, clock=clock)
        deadline = time.monotonic() + 90
        while harness._alive() and not all(harness._ended(each) for each in deployments):
            assert time.monotonic() < deadline, [harness._state(each) for each in deployments]
            harness._post(deployments)
            time.sleep(0.02)
        if failpoint:
            assert not harness._alive(), failpoint
            harness._end(signal.SIGKILL)
    for each in deployments:
        state = harness._state(each)
        assert state["status"] == "completed", state
        times = [state["startedAt"], *(state["phases"][name]["startedAt"] for name in ("build", "upload", "deploy"))]
        assert times == sorted(times)
        at = [line["at"] for line in harness._ask("GET", f"/deployments/{each.id}/logs?limit=10000")["lines"]]
        assert at == sorted(at)
    harness._end(signal.SIGTERM)
    harness._check_ledger()
    assert harness.figures.faults == []


@pytest.mark.parametrize("phase", ["building", "uploading", "deploying"])
def test_a_suspended_deployment_completes(harness, tmp_path, phase):
    assert max(HASTY.call_budget, HASTY.put_budget, HASTY.stream_silence) < SUSPENDED
    gate = tmp_path / f"hold-{phase}"
    gate.touch()
    for project in harness.projects:
        (project / "src" / "one_step.py").write_text(
            GATE.format(gate=str(tmp_path / "hold-building")) + STEP.format(name="one")
        )
    deployments = [harness._create(project) for project in harness.projects]
    assert harness._start(None, hasty=True)
    harness._post(deployments)
    deadline = time.monotonic() + 90
    while harness._state(deployments[0])["status"] != phase:
        assert time.monotonic() < deadline, harness._state(deployments[0])
        time.sleep(0.02)
    os.kill(harness.pid, signal.SIGSTOP)
    gate.unlink()
    time.sleep(SUSPENDED)
    os.kill(harness.pid, signal.SIGCONT)
    while not all(harness._ended(each) for each in deployments):
        assert time.monotonic() < deadline, [harness._state(each) for each in deployments]
        time.sleep(0.02)
    assert [harness._state(each)["status"] for each in deployments] == ["completed"] * len(deployments)
    harness._end(signal.SIGTERM)
    harness._check_ledger()
    assert harness.figures.faults == []
