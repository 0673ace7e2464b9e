"""Begin a deployment: create it at the cloud, then start it at the daemon (contract, "Deployment Flow")."""

import asyncio
import os
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from motiad.client.daemon import DaemonClient
from motiad.contract.cloud import CreateRequest
from motiad.contract.http import StartRequest

GIT_SECONDS = 5.0


async def deploy(
    client: DaemonClient,
    project: Path,
    create: CreateRequest,
    *,
    api_key: str,
    cloud: str = "motia",
    envs: Mapping[str, str] | None = None,
    environ: Mapping[str, str] = os.environ,
) -> str:
    """Begin to deploy a folder and return the deployment's id; it goes on by itself.

    `cloud`: `local`, `motia` or a URL; the local one takes any key. `envs`: the variables of the deployed steps.
    Raises `MotiadError`.
    """
    from motiad.cloud import CloudAddress, CloudApi, CloudSessions, resolve  # who only watches does without

    local = await client.local_cloud() if cloud == "local" else None
    address = resolve(cloud, environ, CloudAddress(local.url, local.ws_url) if local else None)
    async with CloudSessions() as sessions:
        created = await CloudApi(address, sessions.anywhere).create(api_key, create)
    await client.start(
        StartRequest(
            deployment_token=created.deployment_token,
            deployment_id=created.deployment_id,
            envs=dict(envs or {}),
            environment_name=created.environment_name or create.environment_name,
            project_name=created.project_name or create.project_name,
            version_name=created.version_name or create.version_name,
            project=str(project.absolute()),  # noqa: ASYNC240 - asks for the working folder alone
            cloud=cloud,
        )
    )
    return created.deployment_id


async def suggested_version(project: Path, environ: Mapping[str, str] = os.environ) -> str:
    """Return a name for a version: git's short commit, or the time where there is no git or no commit."""
    return await asyncio.to_thread(_commit, project, environ) or time.strftime("%Y%m%d-%H%M%S")


def _commit(project: Path, environ: Mapping[str, str]) -> str:
    try:
        git = subprocess.run(
            ["git", "-C", str(project), "rev-parse", "--short", "HEAD"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=GIT_SECONDS,
            env={name: value for name, value in environ.items() if name != "MOTIA_API_KEY"},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows would show one
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return git.stdout.strip() if git.returncode == 0 else ""
