"""The cloud's states with one look ahead."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from motiad.deployments.ports import CloudState


class States:
    """An async iterator over the cloud's states that can also be asked whether there is one yet."""

    def __init__(self, states: AsyncIterator[CloudState]) -> None:
        self._states = states
        self._ahead: asyncio.Task[CloudState] | None = None

    async def known_within(self, seconds: float) -> bool:
        """Wait for the next state, and leave it for the iteration; False when none came in time."""
        await asyncio.wait({self._next()}, timeout=seconds)
        return self._next().done()

    def __aiter__(self) -> "States":
        return self

    async def __anext__(self) -> CloudState:
        """Return the next state."""
        ahead = self._next()
        self._ahead = None
        try:
            return await ahead
        finally:
            ahead.cancel()

    async def close(self) -> None:
        """End the look ahead, so that the iterator behind it can be closed."""
        if self._ahead is not None:
            self._ahead.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await self._ahead

    def _next(self) -> "asyncio.Task[CloudState]":
        if self._ahead is None:
            self._ahead = asyncio.create_task(_first(self._states))
        return self._ahead


async def _first(states: AsyncIterator[CloudState]) -> CloudState:
    return await anext(states)
