"""`motiad clean`: free what the caches take."""

import asyncio

import typer
from pydantic_core import to_json

from motiad import app, config
from motiad.cli import options
from motiad.contract.codes import ExitCode


def clean(context: typer.Context, as_json: options.Json = False, base_dir: options.BaseDir = None) -> int:
    """Empty the build cache and the local cloud's bundles, and remove old deployments and logs."""
    paths = options.paths(context, base_dir)
    for cleaned in asyncio.run(app.clean(paths, config.load(paths, {}))):
        if as_json:
            typer.echo(to_json({"what": cleaned.what, "bytes": cleaned.bytes}))
        else:
            typer.echo(f"{cleaned.what}: {cleaned.bytes / 1_000_000:.1f} MB freed")
    return ExitCode.COMPLETED
