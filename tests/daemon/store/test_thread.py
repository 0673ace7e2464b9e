import asyncio
import subprocess
import sys
import threading

import pytest

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError
from motiad.store.thread import DatabaseThread


@pytest.fixture
async def thread():
    thread = DatabaseThread()
    yield thread
    await thread.close(lambda: None)


async def test_all_work_runs_in_order_on_one_thread_that_is_not_the_loops(thread):
    order = []
    idents = await asyncio.gather(
        *(thread.run(lambda number=number: order.append(number) or threading.get_ident()) for number in range(20))
    )
    assert order == list(range(20))
    assert len(set(idents)) == 1
    assert idents[0] != threading.get_ident()


async def test_a_failure_goes_to_whoever_asked_and_to_nobody_else(thread):
    def fail():
        raise KeyError("mine")

    results = await asyncio.gather(thread.run(fail), thread.run(lambda: 2), return_exceptions=True)
    assert isinstance(results[0], KeyError)
    assert results[1] == 2


async def test_the_loop_runs_on_while_work_is_done(thread):
    free = threading.Event()
    waiting = asyncio.create_task(thread.run(lambda: free.wait(5)))
    await asyncio.sleep(0.01)
    assert not waiting.done()
    free.set()
    assert await waiting is True


async def test_a_stuck_disk_is_told_after_the_deadline():
    free = threading.Event()
    thread = DatabaseThread(deadline=0.05)
    with pytest.raises(MotiadError) as stuck:
        await thread.run(lambda: free.wait(5))
    assert stuck.value.code is ErrorCode.STORE_UNUSABLE
    assert "0.05 seconds" in stuck.value.message
    free.set()
    await thread.close(lambda: None)


async def test_a_stuck_disk_is_told_in_a_task_that_is_being_cancelled():
    free = threading.Event()
    thread = DatabaseThread(deadline=0.05)
    told = []

    async def clean_up():
        try:
            await asyncio.sleep(5)
        finally:
            with pytest.raises(MotiadError) as stuck:
                await thread.run(lambda: free.wait(5))
            told.append(stuck.value.code)

    task = asyncio.create_task(clean_up())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert told == [ErrorCode.STORE_UNUSABLE]
    free.set()
    await thread.close(lambda: None)


async def test_a_timeout_of_the_work_itself_is_not_taken_for_a_stuck_disk(thread):
    def fail():
        raise TimeoutError("the work's own")

    with pytest.raises(TimeoutError, match="the work's own"):
        await thread.run(fail)


async def test_close_finishes_what_was_asked_for_then_the_last_thing():
    thread = DatabaseThread()
    order = []
    asked = [asyncio.create_task(thread.run(lambda number=number: order.append(number))) for number in range(5)]
    await asyncio.sleep(0)
    await thread.close(lambda: order.append("last"))
    assert order == [0, 1, 2, 3, 4, "last"]
    await asyncio.gather(*asked)


async def test_close_does_not_wait_for_ever(caplog):
    free = threading.Event()
    thread = DatabaseThread()
    stuck = asyncio.create_task(thread.run(lambda: free.wait(100)))
    await asyncio.sleep(0)
    await asyncio.wait_for(thread.close(lambda: None, patience=0.05), 60)
    assert "did not close" in caplog.text
    free.set()
    await stuck


async def test_a_close_that_fails_is_logged(caplog):
    def fail():
        raise OSError("gone")

    await DatabaseThread().close(fail)
    assert "gone" in caplog.text


def test_a_hung_call_does_not_keep_the_process_from_ending():
    program = """
import asyncio, threading
from motiad.store.thread import DatabaseThread

async def main():
    thread = DatabaseThread()
    asyncio.ensure_future(thread.run(threading.Event().wait))
    await asyncio.sleep(0)
    await thread.close(lambda: None, patience=0.05)

asyncio.run(main())
"""
    ended = subprocess.run([sys.executable, "-c", program], timeout=20, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr


def test_an_answer_for_a_loop_that_has_ended_is_dropped():
    free = threading.Event()
    began = threading.Event()

    async def leave():
        thread = DatabaseThread()
        waiting = asyncio.ensure_future(thread.run(lambda: began.set() or free.wait(5)))
        await asyncio.sleep(0)
        assert not waiting.done()
        return thread

    thread = asyncio.run(leave())
    began.wait(5)
    free.set()

    async def later():
        answered = await thread.run(lambda: "still here")
        await thread.close(lambda: None)
        return answered

    assert asyncio.run(later()) == "still here"
