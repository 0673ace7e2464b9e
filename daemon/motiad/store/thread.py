"""One thread for one connection: SQLite never blocks the event loop, and a stuck disk never holds the process."""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError

log = logging.getLogger(__name__)

T = TypeVar("T")

_Job = tuple[Callable[[], Any], asyncio.AbstractEventLoop, "asyncio.Future[Any]"]


class DatabaseThread:
    """Runs work in order on a daemon thread of its own.

    `asyncio.to_thread` would not do: its threads are joined when the interpreter ends, so one hung call keeps the
    process from ever ending, and a connection would wander from thread to thread.
    """

    def __init__(self, name: str = "motiad-store", *, deadline: float = 60.0) -> None:
        """`deadline`: seconds one piece of work may take, waiting for its turn included."""
        self._deadline = deadline
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._closed = False
        threading.Thread(target=self._serve, name=name, daemon=True).start()

    async def run(self, work: Callable[[], T]) -> T:
        """Run `work` after everything asked for before, and return what it returns.

        What has been asked for is done even if the caller is cancelled or gives up meanwhile. Raises `MotiadError`:
        SHUTTING_DOWN after `close`, STORE_UNUSABLE past the deadline.
        """
        if self._closed:
            raise MotiadError(
                ErrorCode.SHUTTING_DOWN,
                "The store is closed because the daemon is ending.",
                hint="Start motiad again and repeat the request.",
            )
        answer = self._ask(work)
        try:
            for _ in range(2):  # after a suspend the first half is over at once, and the disk has the second
                await asyncio.wait({answer}, timeout=self._deadline / 2)
                if answer.done():
                    return answer.result()
        finally:
            answer.cancel()
        raise MotiadError(
            ErrorCode.STORE_UNUSABLE,
            f"The store's disk did not answer within {self._deadline:g} seconds.",
            hint="Check the disk that holds motiad's state folder, then restart motiad.",
        )

    async def close(self, last: Callable[[], None], *, patience: float = 5.0) -> None:
        """Finish what was asked for, then `last`, then end; after `patience` seconds the thread is left behind."""
        if self._closed:
            return
        answer = self._ask(last)
        self._closed = True
        self._jobs.put(None)
        done, _ = await asyncio.wait({answer}, timeout=patience)
        if not done:
            log.error("the store did not close within %g seconds", patience)
        elif (failure := answer.exception()) is not None:
            log.error("the store did not close cleanly: %s", failure)

    def _ask(self, work: Callable[[], T]) -> "asyncio.Future[T]":
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._jobs.put((work, loop, answer))
        return answer

    def _serve(self) -> None:
        while (job := self._jobs.get()) is not None:
            work, loop, answer = job
            result: object = None
            failure: BaseException | None = None
            try:
                result = work()
            except BaseException as error:
                failure = error
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(_settle, answer, result, failure)
            del work, answer, result, failure, job  # what a job holds must not outlive it


def _settle(answer: "asyncio.Future[Any]", result: object, failure: BaseException | None) -> None:
    if answer.done():
        return
    if failure is not None:
        answer.set_exception(failure)
    else:
        answer.set_result(result)
