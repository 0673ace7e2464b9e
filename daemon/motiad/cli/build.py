"""`motiad build`: bundles only, as `motia build` writes them."""

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer
from pydantic_core import to_json

from motiad import app
from motiad.cli import options
from motiad.cli.display import make_display
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError


def build(
    context: typer.Context,
    project: options.Project = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where to write; the project's dist if left out.")
    ] = None,
    refresh: options.Refresh = False,
    timeout: options.Timeout = None,
    as_json: options.Json = False,
    base_dir: options.BaseDir = None,
) -> None:
    """Build every step and router of a project."""
    paths = options.paths(context, base_dir)
    folder = options.project_folder(project)
    output = (out or folder / "dist").expanduser().resolve()
    if refresh:
        app.forget_builds(paths)
    display = make_display(as_json=as_json)

    async def run() -> int:
        try:
            async with asyncio.timeout(timeout):
                return await app.build(paths, folder, output, os.environ, display.show)
        except TimeoutError:
            raise MotiadError(
                ErrorCode.BUILD_FAILED,
                f"The build was stopped: it took longer than {timeout:g} s.",
                hint="Give it longer with --timeout; what was built is kept for the next one.",
            ) from None

    with display.live():
        count = asyncio.run(run())
    if as_json:
        typer.echo(to_json({"success": True, "out": str(output), "bundles": count}))
    else:
        typer.echo(f"{count} {'bundle' if count == 1 else 'bundles'} in {output}")
