"""SIGTERM at any moment ends the daemon in order, and what it was doing goes on afterwards."""

import signal
import sys
import time

import pytest

from .harness import Harness

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for orphans in /proc")
STOP_SECONDS = 25.0


@pytest.fixture
def harness(tmp_path):
    harness = Harness(tmp_path, seed=3, number=signal.SIGTERM)
    yield harness
    harness.close()


def test_an_orderly_stop_at_any_moment_is_survived(harness):
    figures = harness.run(12)
    assert figures.faults == [], str(figures)
    assert figures.slowest_stop < STOP_SECONDS
    assert figures.ends["completed"] >= 5


def test_a_hung_keyring_does_not_stop_the_stop(harness, tmp_path):
    (tmp_path / "hang").touch()
    assert harness._start(None)
    began = time.monotonic()
    harness._end(signal.SIGTERM)
    assert time.monotonic() - began < STOP_SECONDS
    assert harness.figures.faults == []
