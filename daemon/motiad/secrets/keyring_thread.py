"""The one thread that talks to the keyring."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")

_Job = tuple[Callable[[], Any], "Future[Any]"]


class UnansweredError(Exception):
    """The keyring did not answer in time, or still owes an earlier answer."""


class KeyringThread:
    """Runs calls one after another on a daemon thread, so that a backend that hangs holds up nothing but itself.

    `asyncio.to_thread` would not do: the interpreter waits for its threads when it exits.
    """

    def __init__(self) -> None:
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._closed = False
        self._overdue: Future[Any] | None = None

    async def call(self, job: Callable[[], T], deadline: float) -> T:
        """Return what `job` returns, or raise what it raises.

        Raises `UnansweredError` after `deadline` seconds, at once while an earlier call is overdue, and after `close`.
        """
        if self._closed or (self._overdue is not None and not self._overdue.done()):
            raise UnansweredError
        future = self._put(job)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), deadline)
        except TimeoutError:
            if future.running():
                self._overdue = future
            raise UnansweredError from None

    def post(self, job: Callable[[], object]) -> None:
        """Run `job` when its turn comes, without waiting; what it raises is dropped."""
        if not self._closed:
            self._put(job)

    async def close(self, deadline: float) -> None:
        """End the thread after the calls that wait, or leave it behind when they take longer than `deadline`."""
        thread, ended = self._thread, Future[None]()
        if thread is None or self._closed:
            return
        self._closed = True
        self._jobs.put((lambda: None, ended))
        self._jobs.put(None)
        try:
            await asyncio.wait_for(asyncio.wrap_future(ended), deadline)
        except TimeoutError:
            return
        thread.join(deadline)

    def _put(self, job: Callable[[], T]) -> "Future[T]":
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="keyring", daemon=True)
            self._thread.start()
        future: Future[T] = Future()
        self._jobs.put((job, future))
        return future

    def _work(self) -> None:
        while (entry := self._jobs.get()) is not None:
            job, future = entry
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(job())
            except BaseException as error:  # it belongs to whoever waits
                future.set_exception(error)
