import asyncio
import time

import pytest

from motiad.cloud.awake import awake_seconds, within


async def answer(after=0.0):
    await asyncio.sleep(after)
    return 42


def stand_still(seconds):
    """Stop the loop as a suspend does: its clock goes on."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


async def test_what_is_in_time_is_returned_and_what_it_raises_is_raised():
    assert await within(60, answer(0.01)) == 42

    async def broken():
        raise LookupError

    with pytest.raises(LookupError):
        await within(60, broken())


async def test_a_deadline_holds_and_the_work_is_cancelled():
    ended = asyncio.Event()

    async def endless():
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    began = time.monotonic()
    with pytest.raises(TimeoutError):
        await within(0.2, endless())
    assert time.monotonic() - began >= 0.2
    assert ended.is_set()


async def test_to_be_cancelled_cancels_the_work():
    work = asyncio.create_task(within(5, answer(5)))
    await asyncio.sleep(0.01)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert len(asyncio.all_tasks()) == 1


async def test_standing_still_is_not_being_awake():
    work = asyncio.create_task(within(0.5, answer(0.7)))
    await asyncio.sleep(0.05)
    stand_still(1.0)
    assert await work == 42
    with awake_seconds(0.6) as awake:
        await asyncio.sleep(0.05)
        stand_still(1.0)
        assert 0.04 <= awake() < 0.9, "the second that it stood still is not in it"
