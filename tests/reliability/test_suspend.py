"""A daemon that stands still for longer than its deadlines, as over a suspend of the machine, goes on with its work."""

import os
import random
import signal
import sys
import time

import pytest

from .failpoints import HASTY
from .harness import Harness

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="uses the kill harness")
SUSPENDED = 2.5
MOMENTS = (0.02, 0.1, 0.2, 0.3, 0.45, 0.6)
"""Seconds after the start request: from building to deploying."""


@pytest.fixture
def harness(tmp_path):
    harness = Harness(tmp_path, seed=4)
    yield harness
    harness.close()


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
