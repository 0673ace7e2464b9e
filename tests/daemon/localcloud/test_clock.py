"""The stream's timestamps."""

import time

from motiad.localcloud.clock import Clock


def test_timestamps_never_repeat_and_stay_close_to_the_clock():
    clock = Clock()
    before = time.time_ns() // 1_000_000
    stamps = [clock.tick() for _ in range(1000)]
    assert stamps == sorted(set(stamps))
    assert before <= stamps[0] <= before + 1000


def test_they_go_on_where_an_earlier_run_ended():
    clock = Clock()
    clock.not_before(9_000_000_000_000)
    clock.not_before(5)
    assert clock.tick() == 9_000_000_000_001
