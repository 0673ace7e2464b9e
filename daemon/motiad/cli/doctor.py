"""`motiad doctor`: what is there, what is missing, what to do."""

import asyncio
import os

import typer
from pydantic_core import to_json
from rich.console import Console
from rich.text import Text

from motiad import app, config
from motiad.cli import options
from motiad.contract.codes import ExitCode

_MARKS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "missing": ("✗", "red")}


def doctor(
    context: typer.Context,
    project: options.Project = None,
    cloud: options.Cloud = None,
    as_json: options.Json = False,
    base_dir: options.BaseDir = None,
) -> int:
    """Check Node, esbuild, Python, uv, keyring, port and cloud; exits 3 when the project's steps lack one of them."""
    paths = options.paths(context, base_dir)
    settings = config.load(paths, {"cloud": cloud})
    checks = asyncio.run(app.checks(paths, settings, options.project_folder(project), os.environ))
    console = Console(highlight=False, soft_wrap=True)
    for check in checks:
        if as_json:
            typer.echo(to_json(check.wire()))
            continue
        mark, style = _MARKS[check.status]
        console.print(Text.assemble((mark, style), f" {check.name:<9} {check.found}"))
        if check.hint:
            console.print(Text(f"            {check.hint}"))
    return ExitCode.BUILD_FAILED if any(check.status == "missing" for check in checks) else ExitCode.COMPLETED
