"""The daemon without asyncio; what works is shown by docs/library.md, here is what does not."""

import asyncio

import pytest

from motiad.client import Motiad, MotiadError

from .test_following import announce


def test_without_a_daemon_and_without_leave_to_start_one(tmp_path):
    with pytest.raises(MotiadError, match="No motiad is running"), Motiad(tmp_path, start=False):
        pass


def test_outside_of_its_block(tmp_path):
    motiad = Motiad(tmp_path, start=False)
    with pytest.raises(RuntimeError, match="with Motiad"):
        motiad.status("d1")


async def test_watching_and_waiting_end_in_time(served, tmp_path):
    announce(served, tmp_path)
    await served.tell("d1", "building", 10)

    def use():
        with Motiad(tmp_path, start=False, say=pytest.fail) as motiad:
            assert next(motiad.watch("d1", seconds=60)).progress == 10
            with pytest.raises(MotiadError) as late:
                for _ in motiad.watch("d1", seconds=0.3):
                    pass
            with pytest.raises(MotiadError) as later:
                motiad.wait("d1", seconds=0.1)
            with pytest.raises(MotiadError) as unknown:
                motiad.status("nobody")
            return [error.value.code for error in (late, later, unknown)]

    assert await asyncio.to_thread(use) == ["TIMED_OUT", "TIMED_OUT", "NOT_FOUND"]
    await served.tell("d1", "completed", 100)

    def end():
        with Motiad(tmp_path, start=False, say=pytest.fail) as motiad:
            return motiad.wait("d1", seconds=60).status, [data.status for data in motiad.watch("d1", seconds=60)]

    assert await asyncio.to_thread(end) == ("completed", ["completed"])
