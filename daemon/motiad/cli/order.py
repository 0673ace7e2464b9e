"""Carrying out an order for one deployment: create it at the cloud, start it, follow it to its end."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
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
from motiad.client import deploy, suggested_version
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
    envs: Mapping[str, str]
    as_json: bool
    detach: bool = False
    timeout: float | None = None


async def make(
    project: Path,
    cloud: str,
    envs: Mapping[str, str],
    *,
    given_key: str | None,
    version_name: str | None,
    as_json: bool,
    detach: bool,
    timeout: float | None,  # noqa: ASYNC109 - of what is ordered
    **target: str | None,
) -> Order:
    """Return an order, with what was left out filled in, after a warning about variables the steps will miss.

    `target` is what else a `CreateRequest` takes. Raises `MotiadError` (NOT_SIGNED_IN, VALIDATION_FAILED).
    """
    if warning := await asyncio.to_thread(app.check_environment, project, envs):
        typer.echo(f"Warning: {warning}", err=True)
    return Order(
        project=project,
        cloud=cloud,
        api_key=await _api_key(cloud, given_key),
        create=CreateRequest(version_name=version_name or await suggested_version(project), **target),
        envs=envs,
        as_json=as_json,
        detach=detach,
        timeout=timeout,
    )


@asynccontextmanager
async def daemon_for_one(paths: Paths, *, detach: bool) -> AsyncIterator[Attached]:
    """Lend a daemon; one that was started for this ends afterwards, unless a deployment goes on without us."""
    async with attach(paths, start=True) as daemon:
        try:
            yield daemon
        except BaseException:
            await _release(daemon)
            raise
        if not detach:
            await _release(daemon)


async def carry_out(daemon: Attached, order: Order) -> int:
    """Carry an order out through a daemon, and return the exit code."""
    began = time.monotonic()
    deployment_id = await _begin(daemon, order)
    if order.detach:
        _tell_detached(deployment_id, order.as_json)
        return ExitCode.COMPLETED
    left = None if order.timeout is None else max(0.0, order.timeout - (time.monotonic() - began))
    return await _follow(daemon, deployment_id, replace(order, timeout=left))


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


async def _api_key(cloud: str, given: str | None) -> str:
    key = given or (await app.stored_api_key(cloud))
    if key:
        return key
    if cloud == "local":
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


async def _release(daemon: Attached) -> None:
    """End the daemon if it was started for this command, unless somebody has work with it."""
    if daemon.started and not await daemon.client.active():
        await daemon.client.shutdown()


def _tell_detached(deployment_id: str, as_json: bool) -> None:
    if as_json:
        typer.echo(to_json({"deploymentId": deployment_id}))
    else:
        typer.echo(f"Started {deployment_id}; watch it with `motiad watch {deployment_id}`.")
