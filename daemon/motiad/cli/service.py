"""`motiad service install`, `status`, `uninstall`: motiad from login on."""

import asyncio
import os

import typer
from pydantic_core import to_json

from motiad import app
from motiad.cli import options
from motiad.contract.codes import ExitCode
from motiad.contract.service import ServiceStatus


def install(context: typer.Context, as_json: options.Json = False, base_dir: options.BaseDir = None) -> int:
    """Run motiad as a service from now on: a systemd user unit, or a launchd agent."""
    _show(asyncio.run(app.install_service(options.paths(context, base_dir), os.environ)), as_json=as_json)
    return ExitCode.COMPLETED


def status(context: typer.Context, as_json: options.Json = False, base_dir: options.BaseDir = None) -> int:
    """Tell whether the service is there and runs; exits 6 when it does not."""
    said = asyncio.run(app.service_status(options.paths(context, base_dir), os.environ))
    _show(said, as_json=as_json)
    return ExitCode.COMPLETED if said.running else ExitCode.DAEMON_UNAVAILABLE


def uninstall(context: typer.Context, as_json: options.Json = False, base_dir: options.BaseDir = None) -> int:
    """Stop the service and remove it; deployments and history stay."""
    _show(asyncio.run(app.uninstall_service(options.paths(context, base_dir), os.environ)), as_json=as_json)
    return ExitCode.COMPLETED


def _show(said: ServiceStatus, *, as_json: bool) -> None:
    if as_json:
        typer.echo(to_json(said.wire()))
        return
    typer.echo(f"{'installed' if said.installed else 'not installed'}: {said.file}")
    typer.echo(f"  {said.manager}: {said.state}{f', process {said.pid}' if said.pid else ''}")
    if said.installed:
        typer.echo(f"  starts at login: {'yes' if said.enabled else 'no'}")
    if said.sandbox == "reduced":
        typer.echo("  Without a sandbox of its own: this system refuses user namespaces.")
    if said.url:
        typer.echo(f"  answers on {said.url}")
    if said.running and said.manager == "systemd":
        typer.echo("  It ends when you log out; `loginctl enable-linger` keeps it.")
