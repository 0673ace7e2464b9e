"""`motiad deploy`, and the official CLI's spelling of it."""

import asyncio
from typing import Annotated

import typer

from motiad import app, config
from motiad.cli import options, order
from motiad.client import read_env_file


def deploy(
    context: typer.Context,
    project: options.Project = None,
    version_name: order.VersionName = None,
    version_description: Annotated[
        str | None, typer.Option("-d", "--version-description", help="What is new in it.")
    ] = None,
    environment_id: Annotated[
        str | None, typer.Option("-s", "--environment-id", envvar="MOTIA_ENVIRONMENT_ID", help="The environment's id.")
    ] = None,
    environment_name: Annotated[str | None, typer.Option("--environment-name", help="The environment's name.")] = None,
    project_name: Annotated[str | None, typer.Option("-n", "--project-name", help="The project's name.")] = None,
    env_file: order.EnvFile = None,
    api_key: order.ApiKey = None,
    project_id: Annotated[
        str | None, typer.Option("-p", "--project-id", help="Deprecated, as in the official CLI: has no effect.")
    ] = None,
    _ci: Annotated[
        bool, typer.Option("-c", "--ci", help="Accepted for the official CLI's sake; always waits.")
    ] = False,
    cloud: options.Cloud = None,
    as_json: options.Json = False,
    detach: order.Detach = False,
    timeout: options.Timeout = None,
    refresh: options.Refresh = False,
    base_dir: options.BaseDir = None,
) -> int:
    """Deploy a project, and follow it to its end."""
    paths = options.paths(context, base_dir)
    folder = options.project_folder(project)
    app.check_project(folder)
    if project_id:
        typer.echo("Warning: --project-id is deprecated and has no effect; name an environment instead.", err=True)
    envs = read_env_file(env_file) if env_file else {}
    if refresh:
        app.forget_builds(paths)
    target = config.load(paths, {"cloud": cloud}).cloud

    async def run() -> int:
        placed = await order.make(
            folder,
            target,
            envs,
            given_key=api_key,
            version_name=version_name,
            as_json=as_json,
            detach=detach,
            timeout=timeout,
            version_description=version_description,
            environment_id=environment_id,
            environment_name=environment_name,
            project_name=project_name,
        )
        async with order.daemon_for_one(paths, detach=detach) as daemon:
            return await order.carry_out(daemon, placed)

    return asyncio.run(run())
