"""What runs beside the event loop's callbacks: held, so that nothing vanishes, and ended with the program."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError

OnError = Callable[[MotiadError], None]
Retry = Callable[[], None]
OnRetryable = Callable[[MotiadError, Retry | None], None]

PASSING = frozenset(
    (
        *(ErrorCode.DAEMON_UNAVAILABLE, ErrorCode.CLOUD_UNREACHABLE, ErrorCode.CLOUD_TIMEOUT, ErrorCode.RATE_LIMITED),
        *(ErrorCode.REQUEST_TIMEOUT, ErrorCode.SHUTTING_DOWN, ErrorCode.STORAGE_FULL, ErrorCode.QUEUE_FULL),
        *(ErrorCode.BUILD_FAILED, ErrorCode.SECRETS_UNAVAILABLE, ErrorCode.INTERNAL),
    )
)
"""What may be over when the same is tried again."""


class Tasks:
    """Starts coroutines from Qt's slots; a known error goes to whoever shows errors, any other is a bug."""

    def __init__(self, on_error: OnError, on_retryable: OnRetryable | None = None) -> None:
        """`on_retryable` is given a way to try again where that makes sense."""
        self._on_error = on_error
        self._on_retryable = on_retryable or (lambda error, _: on_error(error))
        self._running: set[asyncio.Task[None]] = set()
        self._closed = False

    def start(self, work: Coroutine[Any, Any, object], on_error: OnError | None = None) -> None:
        """Run `work`; its known errors go to `on_error` where one is given. Once closed, nothing begins any more."""
        if self._closed:
            work.close()
            return
        task = asyncio.get_running_loop().create_task(self._guard(work, on_error or self._on_error))
        self._running.add(task)
        task.add_done_callback(self._done)
        task.add_done_callback(lambda _: work.close())  # one that is cancelled before its first step was never awaited

    def attempt(self, make: Callable[[], Coroutine[Any, Any, object]]) -> None:
        """Run what `make` makes; where it fails for a passing reason, a person is offered to try the same again."""

        def failed(error: MotiadError) -> None:
            self._on_retryable(error, (lambda: self.attempt(make)) if error.code in PASSING else None)

        self.start(make(), failed)

    async def close(self) -> None:
        """Cancel what still runs, and wait for its end; what that sets off is not begun."""
        self._closed = True
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _guard(self, work: Coroutine[Any, Any, object], on_error: OnError) -> None:
        try:
            await work
        except MotiadError as error:
            on_error(error)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            task.get_loop().call_exception_handler({"message": "A task failed", "exception": error, "task": task})
