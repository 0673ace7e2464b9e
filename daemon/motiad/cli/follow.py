"""Follow one deployment to its end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from motiad.cli.display import Display
from motiad.client import DeploymentStream
from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import DeploymentData
from motiad.errors import MotiadError


async def follow(
    stream: DeploymentStream, deployment_id: str, display: Display, seconds: float | None
) -> DeploymentData:
    """Show every state until the last one, and return it. Raises `MotiadError` (TIMED_OUT) after `seconds`."""
    async with in_time(deployment_id, seconds):
        with display.live():
            async for data in stream.watch(deployment_id):
                display.show(data)
                if data.terminal:
                    return data
    raise MotiadError(
        ErrorCode.DAEMON_UNAVAILABLE,
        "motiad ended before the deployment did.",
        hint="Its log says why: `motiad doctor`.",
    )


@asynccontextmanager
async def in_time(deployment_id: str, seconds: float | None) -> AsyncIterator[None]:
    """Bound the block. Raises `MotiadError` (TIMED_OUT) after `seconds`, if given."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise MotiadError(
            ErrorCode.TIMED_OUT,
            f"Deployment {deployment_id} is still running after {seconds:g} s.",
            hint=f"Go on watching it with `motiad watch {deployment_id}`.",
        ) from None
