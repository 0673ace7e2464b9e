"""`motiad deploy`, and the official CLI's spelling of it."""

import asyncio
from typing import Annotated

import typer

from motiad import app, config
from motiad.cli import options, order
from motiad.client import read_env_file
from motiad.contract.cloud import CreateRequest


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
    if warning := app.check_environment(folder, envs):
        typer.echo(f"Warning: {warning}", err=True)
    if refresh:
        app.forget_builds(paths)
    target = config.load(paths, {"cloud": cloud}).cloud

    async def run() -> int:
        placed = order.Order(
            project=folder,
            cloud=target,
            api_key=await order.api_key(target, api_key),
            create=CreateRequest(
                version_name=version_name or order.suggested_version(folder),
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
        return await order.place(paths, placed)

    return asyncio.run(run())
