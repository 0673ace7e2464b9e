"""Time in which the machine was awake: a suspend is not the network's fault, and no deployment fails over it.

The event loop's clock stands still over a suspend on Linux and macOS; on Windows it goes on, and every deadline that
passed meanwhile is due at once. A process that is stopped for a while sees the same.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")

_TICKS = 60
"""In a deadline: a jump of the clock uses up two of them at most."""


@contextmanager
def awake_seconds(deadline: float) -> Iterator[Callable[[], float]]:
    """Give a function that tells the seconds awake so far, for use with a deadline of so many seconds."""
    loop = asyncio.get_running_loop()
    tick = deadline / _TICKS
    counted, last = 0.0, loop.time()
    timer: asyncio.TimerHandle

    def count() -> float:
        nonlocal counted, last
        now = loop.time()
        counted += min(now - last, 2 * tick)
        last = now
        return counted

    def count_on() -> None:
        nonlocal timer
        count()
        timer = loop.call_later(tick, count_on)

    timer = loop.call_later(tick, count_on)
    try:
        yield count
    finally:
        timer.cancel()


async def within(seconds: float, work: Coroutine[Any, Any, T]) -> T:
    """Return what `work` returns; it is cancelled, with `TimeoutError`, after so many seconds awake."""
    task = asyncio.create_task(work)
    try:
        with awake_seconds(seconds) as awake:
            while not task.done() and (left := seconds - awake()) > 0:
                await asyncio.wait({task}, timeout=min(left, seconds / _TICKS))
        if task.done():
            return task.result()
        raise TimeoutError
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait({task})
