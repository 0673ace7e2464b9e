"""What runs beside the event loop's callbacks: held, so that nothing vanishes, and ended with the program."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from motiad.errors import MotiadError

OnError = Callable[[MotiadError], None]


class Tasks:
    """Starts coroutines from Qt's slots; a known error goes to whoever shows errors, any other is a bug."""

    def __init__(self, on_error: OnError) -> None:
        self._on_error = on_error
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, object], on_error: OnError | None = None) -> None:
        """Run `work`; its known errors go to `on_error` where one is given."""
        task = asyncio.get_running_loop().create_task(self._guard(work, on_error or self._on_error))
        self._running.add(task)
        task.add_done_callback(self._done)

    async def close(self) -> None:
        """Cancel what still runs, and wait for its end."""
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
