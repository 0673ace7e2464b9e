"""Follow one deployment from a plain script, without a line of asyncio."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

from motiad.client.discovery import find
from motiad.client.stream import DeploymentStream
from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import DeploymentData
from motiad.errors import MotiadError
from motiad.paths import Paths


def follow(
    deployment_id: str,
    *,
    on_change: Callable[[DeploymentData], None] | None = None,
    on_connection: Callable[[bool], None] | None = None,
    base_dir: Path | None = None,
) -> DeploymentData:
    """Wait for a deployment's end and return its last state; the callbacks hear of everything in between.

    `on_change` is called with every state, the last one included, `on_connection` with False when the daemon goes away,
    with True when it is back; what a callback raises ends the call. The daemon is the one of `base_dir`, else of
    MOTIAD_BASE_DIR, else of this user. Raises `MotiadError` (DAEMON_UNAVAILABLE) when there is none, or it stays away.
    Inside of a running loop use `DeploymentStream`.
    """
    return asyncio.run(_follow(deployment_id, on_change, on_connection, base_dir))


async def _follow(
    deployment_id: str,
    on_change: Callable[[DeploymentData], None] | None,
    on_connection: Callable[[bool], None] | None,
    base_dir: Path | None,
) -> DeploymentData:
    chosen = base_dir or (Path(named) if (named := os.environ.get("MOTIAD_BASE_DIR")) else None)
    info = await find(Paths.under(chosen))
    if info is None:
        raise MotiadError(ErrorCode.DAEMON_UNAVAILABLE, "No motiad is running.", hint="Start one with `motiad serve`.")
    async with DeploymentStream(info.ws_url, info.token) as stream:
        if on_connection is not None:
            stream.on_connection(on_connection)
        async for data in stream.watch(deployment_id):
            if on_change is not None:
                on_change(data)
        return data
