"""`motiad deploy`, and the official CLI's spelling of it: create, start and follow one deployment."""

import asyncio
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from pydantic_core import to_json

from motiad import app, config
from motiad.cli import exits, options
from motiad.cli.attach import Attached, attach
from motiad.cli.display import make_display
from motiad.cli.follow import follow
from motiad.client import read_env_file
from motiad.contract.cloud import CreateRequest
from motiad.contract.codes import ErrorCode, ExitCode
from motiad.contract.http import StartRequest
from motiad.errors import MotiadError
from motiad.paths import Paths


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


def deploy(
    context: typer.Context,
    project: options.Project = None,
    version_name: Annotated[
        str | None, typer.Option("-v", "--version-name", help="The version's name; git's short commit if left out.")
    ] = None,
    version_description: Annotated[
        str | None, typer.Option("-d", "--version-description", help="What is new in it.")
    ] = None,
    environment_id: Annotated[
        str | None, typer.Option("-s", "--environment-id", envvar="MOTIA_ENVIRONMENT_ID", help="The environment's id.")
    ] = None,
    environment_name: Annotated[str | None, typer.Option("--environment-name", help="The environment's name.")] = None,
    project_name: Annotated[str | None, typer.Option("-n", "--project-name", help="The project's name.")] = None,
    env_file: Annotated[
        Path | None, typer.Option("-e", "--env-file", help="Variables for the deployed steps, as a .env file.")
    ] = None,
    api_key: Annotated[
        str | None,
        typer.Option("-k", "--api-key", envvar="MOTIA_API_KEY", help="Motia Cloud's API key.", show_envvar=True),
    ] = None,
    _project_id: Annotated[str | None, typer.Option("-p", "--project-id", hidden=True)] = None,
    _ci: Annotated[
        bool, typer.Option("-c", "--ci", help="Accepted for the official CLI's sake; always waits.")
    ] = False,
    cloud: options.Cloud = None,
    as_json: options.Json = False,
    detach: Annotated[bool, typer.Option("--detach", help="Start it and do not wait.")] = False,
    timeout: Annotated[
        float | None, typer.Option("--timeout", metavar="S", help="Stop waiting after S seconds.")
    ] = None,
    refresh: options.Refresh = False,
    base_dir: options.BaseDir = None,
) -> int:
    """Deploy a project, and follow it to its end."""
    paths = options.paths(context, base_dir)
    folder = options.project_folder(project)
    app.check_project(folder)
    envs = read_env_file(env_file) if env_file else {}
    if warning := app.check_environment(folder, envs):
        typer.echo(f"Warning: {warning}", err=True)
    if refresh:
        app.forget_builds(paths)
    target = config.load(paths, {"cloud": cloud}).cloud

    async def run() -> int:
        order = Order(
            project=folder,
            cloud=target,
            api_key=await _api_key(target, api_key),
            create=CreateRequest(
                version_name=version_name or suggested_version(folder),
                version_description=version_description,
                environment_id=environment_id,
                environment_name=environment_name,
                project_name=project_name,
            ),
            envs=envs,
            as_json=as_json,
            detach=detach,
            timeout=timeout,
        )
        return await place(paths, order)

    return asyncio.run(run())


async def place(paths: Paths, order: Order) -> int:
    """Carry an order out and return the exit code."""
    async with attach(paths, start=True) as daemon:
        try:
            deployment_id = await _start(daemon, order)
            if order.detach:
                _tell_detached(deployment_id, order.as_json)
                return ExitCode.COMPLETED
            return await _follow(daemon, deployment_id, order)
        finally:
            if daemon.started and not order.detach:
                await _release(daemon)


def suggested_version(project: Path) -> str:
    """Return git's short commit, or the time where there is no git."""
    environ = {name: value for name, value in os.environ.items() if name != "MOTIA_API_KEY"}
    command = ["git", "-C", str(project), "rev-parse", "--short", "HEAD"]
    try:
        commit = subprocess.run(command, capture_output=True, text=True, timeout=5, env=environ)
    except (OSError, subprocess.TimeoutExpired):
        return time.strftime("%Y%m%d-%H%M%S")
    return commit.stdout.strip() if commit.returncode == 0 else time.strftime("%Y%m%d-%H%M%S")


async def _api_key(target: str, given: str | None) -> str:
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


async def _start(daemon: Attached, order: Order) -> str:
    local = await daemon.client.local_cloud() if order.cloud == "local" else None
    created = await app.create_deployment(order.cloud, local, order.api_key, order.create, os.environ)
    await daemon.client.start(
        StartRequest(
            deployment_token=created.deployment_token,
            deployment_id=created.deployment_id,
            envs=order.envs,
            environment_name=created.environment_name or order.create.environment_name,
            project_name=created.project_name or order.create.project_name,
            version_name=created.version_name or order.create.version_name,
            project=str(order.project),
            cloud=order.cloud,
        )
    )
    return created.deployment_id


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
    """End the daemon that was started for this command, unless somebody has work with it."""
    page = await daemon.client.deployments(limit=20)
    if all(data.terminal for data in page.deployments):
        await daemon.client.shutdown()


def _tell_detached(deployment_id: str, as_json: bool) -> None:
    if as_json:
        typer.echo(to_json({"deploymentId": deployment_id}))
    else:
        typer.echo(f"Started {deployment_id}; watch it with `motiad watch {deployment_id}`.")
