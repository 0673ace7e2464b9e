"""`motiad serve`: run the daemon in this process."""

import asyncio
import contextlib
import os
import signal
from typing import Annotated

import typer

from motiad import app, config
from motiad.cli import options
from motiad.client import find
from motiad.contract.codes import ErrorCode, ExitCode
from motiad.errors import MotiadError
from motiad.paths import Paths


def serve(
    context: typer.Context,
    project: options.Project = None,
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65535, help="Port to listen on; 0 picks a free one.")
    ] = None,
    cloud: options.Cloud = None,
    strict_port: Annotated[bool | None, typer.Option("--strict-port", help="Fail when the port is taken.")] = None,
    allow_remote: Annotated[
        bool | None, typer.Option("--allow-remote", help="Listen beyond this machine; every caller needs a token.")
    ] = None,
    idle_exit: Annotated[float | None, typer.Option("--idle-exit", hidden=True)] = None,
    base_dir: options.BaseDir = None,
) -> int:
    """Run the daemon until SIGTERM, SIGINT or `POST /shutdown`."""
    paths = options.paths(context, base_dir)
    flags = {
        "project": options.project_folder(project) if project else None,
        "port": port,
        "cloud": cloud,
        "strict_port": strict_port,
        "allow_remote": allow_remote,
    }
    settings = config.load(paths, flags)
    if settings.project is None and app.is_project(folder := options.project_folder(None)):
        settings = config.load(paths, {**flags, "project": folder})
    return asyncio.run(_serve(paths, settings, idle_exit))


async def _serve(paths: Paths, settings: config.Settings, idle_exit: float | None) -> int:
    daemon = app.Daemon(paths, settings, dict(os.environ), idle_exit=idle_exit)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows
            loop.add_signal_handler(number, daemon.request_shutdown)
    try:
        info = await daemon.start()
    except app.AlreadyRunning:
        return await _other_daemon(paths, settings)
    if settings.port and not info.url.endswith(f":{settings.port}"):
        typer.echo(f"Port {settings.port} is taken by another program.")
    typer.echo(f"motiad {info.version} listens on {info.url}")
    typer.echo(f"  project: {info.project or 'none chosen'}")
    typer.echo(f"  cloud:   {settings.cloud}{f' ({info.cloud_url})' if info.cloud_url else ''}")
    for notice in daemon.notices:
        typer.echo(f"  note:    {notice}")
    await daemon.run_until_shutdown()
    return ExitCode.COMPLETED


async def _other_daemon(paths: Paths, settings: config.Settings) -> int:
    """One base-dir has one daemon (`security-reliability.md`, section 1, rule 1)."""
    info = await find(paths)
    if info is None:
        raise MotiadError(
            ErrorCode.DAEMON_UNAVAILABLE,
            "Another motiad holds this base-dir but does not answer.",
            hint="Wait a moment and try again, or end that process.",
        )
    wanted = str(settings.project) if settings.project else None
    typer.echo(f"motiad already runs here: {info.url}, project {info.project or 'none chosen'} (pid {info.pid}).")
    return ExitCode.COMPLETED if wanted in (None, info.project) else ExitCode.DAEMON_UNAVAILABLE
