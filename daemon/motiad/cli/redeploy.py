"""`motiad redeploy`: what ended once more, as a new deployment, where a retry is not possible any more."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import typer

from motiad import app
from motiad.cli import options, order
from motiad.client import read_env_file
from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import DeploymentData
from motiad.contract.http import DeploymentOrigin
from motiad.errors import MotiadError


def redeploy(
    context: typer.Context,
    deployment_id: options.DeploymentId,
    version_name: order.VersionName = None,
    env_file: order.EnvFile = None,
    api_key: order.ApiKey = None,
    as_json: options.Json = False,
    detach: order.Detach = False,
    timeout: options.Timeout = None,
    base_dir: options.BaseDir = None,
) -> int:
    """Deploy again what has ended: same folder, cloud, project and environment, under a new id.

    The values of its variables are not kept: give them again with --env-file.
    """
    envs = read_env_file(env_file) if env_file else {}

    async def run() -> int:
        async with order.daemon_for_one(options.paths(context, base_dir), detach=detach) as daemon:
            earlier = await daemon.client.status(deployment_id)
            origin = await daemon.client.origin(deployment_id)
            placed = await order.make(
                await asyncio.to_thread(_checked, earlier, origin, envs),
                origin.cloud,
                envs,
                given_key=api_key,
                version_name=version_name,
                as_json=as_json,
                detach=detach,
                timeout=timeout,
                environment_name=earlier.metadata.environment if earlier.metadata else None,
                project_name=earlier.project,
            )
            return await order.carry_out(daemon, placed)

    return asyncio.run(run())


def _checked(earlier: DeploymentData, origin: DeploymentOrigin, envs: Mapping[str, str]) -> Path:
    """Return the folder to deploy. Raises `MotiadError` where something is missing. Blocks."""
    if not earlier.terminal:
        raise MotiadError(
            ErrorCode.DEPLOYMENT_CONFLICT,
            f"Deployment {earlier.id} has not ended yet.",
            hint=f"Watch it with `motiad watch {earlier.id}`, or end it with `motiad cancel {earlier.id}`.",
        )
    folder = Path(origin.path)
    app.check_project(folder)
    missing = [name for name in origin.env_names if name not in envs]
    if missing:
        raise MotiadError(
            ErrorCode.USAGE,
            f"Deployment {earlier.id} had variables whose values motiad does not keep: {', '.join(missing)}.",
            hint=f"Give {'it' if len(missing) == 1 else 'them'} again with --env-file FILE; `NAME=` leaves one empty.",
            details={"missing": missing},
        )
    return folder
