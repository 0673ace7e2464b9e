"""Strictly increasing stamps, whatever the wall clock and the process do."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError
from motiad.server.clock import BLOCK_MS, StreamClock
from motiad.store import SqliteStore


class Reservations:
    """The part of the store the clock uses; writes take a turn of the loop, and may fail."""

    def __init__(self):
        self.value = 0
        self.full = False

    async def reserved_stamp(self):
        return self.value

    async def reserve_stamp(self, until):
        await asyncio.sleep(0)
        if self.full:
            raise MotiadError(ErrorCode.STORAGE_FULL, "The disk is full.")
        self.value = max(self.value, until)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("stamp"), st.integers(1, 50)),
        st.tuples(st.just("time"), st.integers(-(10**7), 10**7)),
        st.just(("turn", 0)),
        st.just(("crash", 0)),
    ),
    max_size=40,
)


@given(STEPS)
@settings(deadline=None)
def test_stamps_only_grow_and_are_always_reserved(steps):
    async def run():
        store, wall, last = Reservations(), 1_700_000_000_000, 0

        def now():
            return wall

        clock = await StreamClock.open(store, now)
        for name, number in steps:
            match name:
                case "stamp":
                    for _ in range(number):
                        stamp = clock.stamp()
                        assert last < stamp <= store.value
                        last = stamp
                case "time":
                    wall = max(0, wall + number)
                case "turn":
                    await clock.close()
                case "crash":
                    clock = await StreamClock.open(store, now)

        await clock.close()

    asyncio.run(run())


async def test_stamps_are_the_time_where_they_can_be():
    wall = 1_700_000_000_000
    clock = await StreamClock.open(Reservations(), lambda: wall)
    assert clock.stamp() == wall
    wall += 5
    assert clock.stamp() == wall


async def test_after_a_long_sleep_it_catches_up():
    wall, store = 1_700_000_000_000, Reservations()
    clock = await StreamClock.open(store, lambda: wall)
    clock.stamp()
    wall += 100 * BLOCK_MS
    assert clock.stamp() < wall
    await clock.close()
    assert clock.stamp() == wall


async def test_a_full_disk_does_not_silence_the_stream():
    store = Reservations()
    clock = await StreamClock.open(store, lambda: 1_700_000_000_000)
    store.full = True
    stamps = [clock.stamp() for _ in range(3 * BLOCK_MS)]
    assert stamps == sorted(set(stamps))
    await clock.close()


async def test_over_the_real_store(tmp_path):
    last = 0
    for _ in range(3):
        store = await SqliteStore.open(tmp_path / "s.sqlite3")
        clock = await StreamClock.open(store, lambda: 5_000)  # a clock that stands still
        for _ in range(10):
            assert clock.stamp() > last
            last += 1
        last = clock.stamp()
        await clock.close()
        await store.close()
