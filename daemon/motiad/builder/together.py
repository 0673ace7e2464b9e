"""Runs coroutines side by side so that the first error ends them all and is raised as itself."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from motiad.errors import MotiadError


async def together(*work: Coroutine[Any, Any, Any]) -> None:
    """Wait for all; when one fails, cancel the others, wait for them, and raise what it raised."""
    try:
        async with asyncio.TaskGroup() as group:
            for each in work:
                group.create_task(each)
    except BaseExceptionGroup as errors:
        known = errors.subgroup(MotiadError)
        raise _first(known or errors) from None


def _first(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
