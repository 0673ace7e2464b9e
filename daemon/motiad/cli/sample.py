"""`motiad sample` and `motiad demo`: a project to try things with."""

import asyncio
import os
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic_core import to_json

from motiad import app
from motiad.cli import options, order
from motiad.contract.cloud import CreateRequest


def sample(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to put it.")],
    as_json: options.Json = False,
) -> None:
    """Copy the sample project to a folder, install its packages there, and print its path."""
    made = asyncio.run(app.prepare_sample(folder.expanduser().resolve(), os.environ))
    typer.echo(to_json({"success": True, "project": str(made)}) if as_json else made)


def demo(
    context: typer.Context,
    as_json: options.Json = False,
    base_dir: options.BaseDir = None,
) -> int:
    """Deploy the sample project to the local cloud: no account needed."""
    paths = options.paths(context, base_dir)
    if not as_json:
        typer.echo("Motia Desktop's demo: the sample project goes to the local cloud, on this machine only.")

    async def run() -> tuple[Path, int]:
        project = await app.prepare_sample(paths.cache / "sample", os.environ)
        create = CreateRequest(version_name="demo", environment_name="local", project_name="order-desk")
        placed = order.Order(
            project=project,
            cloud="local",
            api_key="demo",
            create=create,
            envs={"NODE_ENV": "production"},
            as_json=as_json,
        )
        async with order.daemon_for_one(paths, detach=False) as daemon:
            return project, await order.carry_out(daemon, placed)

    project, code = asyncio.run(run())
    if code == 0 and not as_json:
        program = "motiad" if shutil.which("motiad") else sys.argv[0]
        window = "motia-desktop" if program == "motiad" else str(Path(program).with_name("motia-desktop"))
        typer.echo("The local cloud ended with the demo, so its addresses answer no more. Where to look next:")
        typer.echo(f"  the project         {project}")
        typer.echo(f"  what the cloud got  {paths.local_cloud}")
        typer.echo(f"  history             {' '.join([program, *paths.arguments(), 'list'])}")
        typer.echo(f"  the window          {window} --demo")
        typer.echo(f"  your own project    {program} deploy --project DIR --cloud local")
    return code
