"""60 kills of a daemon at work: nothing is lost, nothing happens twice (`kills.py` does a thousand)."""

import sys

import pytest

from .harness import Harness

KILLS = 60


@pytest.mark.skipif(sys.platform != "linux", reason="looks for orphans in /proc")
def test_nothing_is_lost_and_nothing_happens_twice(tmp_path):
    harness = Harness(tmp_path, seed=20)
    try:
        figures = harness.run(KILLS)
    finally:
        harness.close()
    assert figures.faults == [], str(figures)
    assert figures.kills == KILLS
    assert len(figures.by_failpoint) >= 10, str(figures)
    assert figures.ends["completed"] >= 10
