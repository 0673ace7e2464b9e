"""What waits for one consumer of the stream: everything, unless it is far behind."""

import asyncio
from collections import deque

from motiad.contract.deployment import DeploymentData
from motiad.errors import MotiadError

CONFLATE_OVER = 256
"""Waiting states from which older ones of the same deployment, attempt and status are dropped."""


class Mailbox:
    """States in order, never older than one already taken; a change of status is never dropped."""

    def __init__(self) -> None:
        self._waiting: deque[DeploymentData] = deque()
        self._limit = CONFLATE_OVER
        self._news = asyncio.Event()
        self._error: MotiadError | None = None

    def put(self, data: DeploymentData) -> None:
        """Add a state."""
        self._waiting.append(data)
        if len(self._waiting) > self._limit:
            self._conflate()
        self._news.set()

    def fail(self, error: MotiadError) -> None:
        """Let the consumer know that nothing will come any more."""
        self._error = error
        self._news.set()

    async def get(self) -> DeploymentData:
        """Return the next state; raises the error once everything before it has been taken."""
        while not self._waiting:
            if self._error is not None:
                raise self._error
            self._news.clear()
            await self._news.wait()
        return self._waiting.popleft()

    def _conflate(self) -> None:
        newest: dict[tuple[str, int, str], DeploymentData] = {}
        for data in self._waiting:
            key = (data.id, data.attempt, data.status)
            newest.pop(key, None)
            newest[key] = data
        self._waiting = deque(newest.values())
        self._limit = max(CONFLATE_OVER, 2 * len(self._waiting))
