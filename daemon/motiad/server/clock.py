"""The stream's clock: strictly increasing milliseconds, across restarts and clock changes.

The official item client drops every message whose timestamp is not newer than the last one it saw
(`security-reliability.md`, "WebSocket facts"), so neither two equal stamps nor a clock that steps back may happen.
"""

import asyncio
import logging
import time
from collections.abc import Callable

from motiad.deployments.ports import Store

log = logging.getLogger(__name__)

BLOCK_MS = 60_000
"""How far ahead stamps are reserved in the store; a restart skips at most this much."""


def wall_clock() -> int:
    """Return milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


class StreamClock:
    """Hands out stamps without waiting; reserves blocks of them in the store ahead of use."""

    def __init__(self, store: Store, last: int, reserved: int, now: Callable[[], int] = wall_clock) -> None:
        self._store = store
        self._last = last
        self._reserved = reserved
        self._now = now
        self._reserving: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, store: Store, now: Callable[[], int] = wall_clock) -> "StreamClock":
        """Continue after the highest stamp that may have been used before."""
        last = await store.reserved_stamp()
        reserved = max(last, now()) + BLOCK_MS
        await store.reserve_stamp(reserved)
        return cls(store, last, reserved, now)

    def stamp(self) -> int:
        """Return the next stamp: the time where it can be, always more than the one before.

        After a long idle time it may lag behind the wall clock until the next block is reserved; only the order counts.
        """
        following = self._last + 1
        wanted = max(following, self._now())
        self._last = wanted if wanted <= self._reserved else following
        if max(wanted, self._last) > self._reserved - BLOCK_MS // 2 and self._reserving is None:
            self._reserving = asyncio.get_running_loop().create_task(self._reserve(wanted + BLOCK_MS))
        return self._last

    async def close(self) -> None:
        """Wait for a reservation that is being written."""
        if self._reserving is not None:
            await asyncio.wait({self._reserving})

    async def _reserve(self, until: int) -> None:
        try:
            await self._store.reserve_stamp(until)
            self._reserved = until
        except Exception as error:  # a store that fails must not silence the stream
            log.warning("could not reserve stream timestamps: %s", error)
        finally:
            self._reserving = None
