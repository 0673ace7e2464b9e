"""A daemon that stands still for longer than its deadlines, or whose clock steps, goes on with its work."""

import os
import random
import signal
import sys
import time

import pytest

from .failpoints import HASTY
from .harness import Harness

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="uses the kill harness")
HOUR = 3600 * 1000
DAY = 24 * HOUR
SUSPENDED = 2.5
MOMENTS = (0.02, 0.1, 0.2, 0.3, 0.45, 0.6)
"""Seconds after the start request: from building to deploying."""


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
        deadline = time.monotonic() + 30
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


def test_a_suspended_deployment_completes(harness):
    assert max(HASTY.call_budget, HASTY.put_budget, HASTY.stream_silence) < SUSPENDED
    chance, phases = random.Random(4), set()
    for moment in MOMENTS:
        deployments = [harness._create(project) for project in harness.projects]
        assert harness._start(None, hasty=True)
        harness._post(deployments)
        time.sleep(moment * chance.uniform(0.8, 1.2))
        phases |= {harness._state(each)["status"] for each in deployments}
        os.kill(harness.pid, signal.SIGSTOP)
        time.sleep(SUSPENDED)
        os.kill(harness.pid, signal.SIGCONT)
        deadline = time.monotonic() + 30
        while not all(harness._ended(each) for each in deployments):
            assert time.monotonic() < deadline, [harness._state(each) for each in deployments]
            time.sleep(0.02)
        assert [harness._state(each)["status"] for each in deployments] == ["completed"] * len(deployments)
        harness._end(signal.SIGTERM)
    assert len(phases) >= 2, phases
    harness._check_ledger()
    assert harness.figures.faults == []
