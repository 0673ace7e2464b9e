"""Carrying out an order for one deployment: create it at the cloud, start it, follow it to its end."""

import asyncio
import os
import signal
import subprocess
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer
from pydantic_core import to_json

from motiad import app
from motiad.cli import exits
from motiad.cli.attach import Attached, attach
from motiad.cli.display import make_display
from motiad.cli.follow import follow
from motiad.client import deploy
from motiad.contract.cloud import CreateRequest
from motiad.contract.codes import ErrorCode, ExitCode
from motiad.errors import MotiadError
from motiad.paths import Paths

VersionName = Annotated[
    str | None, typer.Option("-v", "--version-name", help="The version's name; git's short commit if left out.")
]
EnvFile = Annotated[
    Path | None, typer.Option("-e", "--env-file", help="Variables for the deployed steps, as a .env file.")
]
ApiKey = Annotated[
    str | None,
    typer.Option("-k", "--api-key", envvar="MOTIA_API_KEY", help="Motia Cloud's API key.", show_envvar=True),
]
Detach = Annotated[bool, typer.Option("--detach", help="Start it and do not wait.")]


@dataclass(frozen=True)
class Order:
    """What to deploy, and how."""

    project: Path
    cloud: str
    api_key: str
    create: CreateRequest
    envs: dict[str, str]
    as_json: bool
    detach: bool = False
    timeout: float | None = None


async def place(paths: Paths, order: Order) -> int:
    """Carry an order out and return the exit code."""
    async with attach(paths, start=True) as daemon:
        return await carry_out(daemon, order)


async def carry_out(daemon: Attached, order: Order) -> int:
    """Carry an order out through a daemon, which ends afterwards if it was started for this; return the exit code."""
    try:
        began = time.monotonic()
        deployment_id = await _begin(daemon, order)
        if order.detach:
            _tell_detached(deployment_id, order.as_json)
            return ExitCode.COMPLETED
        left = None if order.timeout is None else max(0.0, order.timeout - (time.monotonic() - began))
        return await _follow(daemon, deployment_id, replace(order, timeout=left))
    finally:
        if not order.detach:
            await release(daemon)


async def _begin(daemon: Attached, order: Order) -> str:
    try:
        async with asyncio.timeout(order.timeout):
            return await deploy(
                daemon.client, order.project, order.create, api_key=order.api_key, cloud=order.cloud, envs=order.envs
            )
    except TimeoutError:
        raise MotiadError(
            ErrorCode.TIMED_OUT,
            f"The cloud did not take the deployment within {order.timeout:g} s.",
            hint="Try again with a longer --timeout; `motiad doctor` tells whether the cloud answers.",
        ) from None


def suggested_version(project: Path) -> str:
    """Return git's short commit, or the time where there is no git."""
    environ = {name: value for name, value in os.environ.items() if name != "MOTIA_API_KEY"}
    command = ["git", "-C", str(project), "rev-parse", "--short", "HEAD"]
    try:
        commit = subprocess.run(command, capture_output=True, text=True, timeout=5, env=environ)
    except (OSError, subprocess.TimeoutExpired):
        return time.strftime("%Y%m%d-%H%M%S")
    return commit.stdout.strip() if commit.returncode == 0 else time.strftime("%Y%m%d-%H%M%S")


async def api_key(target: str, given: str | None) -> str:
    """Return the API key to deploy with: the one given, or the one kept. Raises `MotiadError` (NOT_SIGNED_IN)."""
    key = given or (await app.stored_api_key(target))
    if key:
        return key
    if target == "local":
        return "local"  # the local cloud accepts any key
    raise MotiadError(
        ErrorCode.NOT_SIGNED_IN,
        "There is no API key to deploy with.",
        hint="Run `motiad login`, or set MOTIA_API_KEY; `--cloud local` deploys to the local cloud without an account.",
    )


async def _follow(daemon: Attached, deployment_id: str, order: Order) -> int:
    task = asyncio.current_task()
    assert task is not None
    if os.name == "posix":
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        display = make_display(as_json=order.as_json)
        return exits.for_deployment(await follow(daemon.stream, deployment_id, display, order.timeout))
    except asyncio.CancelledError:
        task.uncancel()
        return await _interrupted(daemon, deployment_id, order)


async def _interrupted(daemon: Attached, deployment_id: str, order: Order) -> int:
    """Ctrl-C cancels while building or uploading; what the cloud has begun goes on."""
    try:
        await daemon.client.cancel(deployment_id)
    except MotiadError as error:
        if error.code != ErrorCode.NOT_CANCELLABLE:
            raise
        typer.echo(
            f"The cloud goes on deploying {deployment_id}; watch it with `motiad watch {deployment_id}`.", err=True
        )
        return ExitCode.CANCELLED
    make_display(as_json=order.as_json).show(await daemon.client.status(deployment_id))
    return ExitCode.CANCELLED


async def release(daemon: Attached) -> None:
    """End the daemon if it was started for this command, unless somebody has work with it."""
    if daemon.started and not await daemon.client.active():
        await daemon.client.shutdown()


def _tell_detached(deployment_id: str, as_json: bool) -> None:
    if as_json:
        typer.echo(to_json({"deploymentId": deployment_id}))
    else:
        typer.echo(f"Started {deployment_id}; watch it with `motiad watch {deployment_id}`.")
