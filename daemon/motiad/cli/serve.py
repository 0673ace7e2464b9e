"""`motiad serve`: run the daemon in this process."""

import asyncio
import contextlib
import gc
import os
import signal
from typing import Annotated

import typer
from pydantic_core import to_json

from motiad import app, config
from motiad.cli import options
from motiad.contract.codes import ErrorCode, ExitCode
from motiad.contract.http import RuntimeInfo
from motiad.errors import MotiadError
from motiad.paths import Paths

OTHER_SECONDS = 5.0
"""How long another daemon of this base-dir may take to answer, or to end."""


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
    on_demand: Annotated[
        bool, typer.Option("--on-demand", help="End after idle_seconds without work and watchers.")
    ] = False,
    as_json: options.Json = False,
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
    return asyncio.run(_serve(paths, settings, on_demand=on_demand, as_json=as_json))


async def _serve(paths: Paths, settings: config.Settings, *, on_demand: bool, as_json: bool) -> int:
    deadline = asyncio.get_running_loop().time() + OTHER_SECONDS
    while True:
        daemon = app.Daemon(paths, settings, dict(os.environ), on_demand=on_demand)
        for number in (signal.SIGTERM, signal.SIGINT):
            with contextlib.suppress(NotImplementedError):  # Windows
                asyncio.get_running_loop().add_signal_handler(number, daemon.request_shutdown)
        try:
            info = await daemon.start()
            break
        except app.AlreadyRunning:
            from motiad.client import find  # a daemon that is the only one does without

            other = await find(paths)
            if other is not None:
                return _tell_of_other(other, settings, as_json=as_json)
        if asyncio.get_running_loop().time() > deadline:
            raise MotiadError(
                ErrorCode.DAEMON_UNAVAILABLE,
                f"Another motiad{await _named(paths)} holds this folder and does not answer.",
                hint="Wait a moment and try again, or end that process.",
            )
        await asyncio.sleep(0.1)  # it is about to answer, or to end
    _tell(info, settings, as_json=as_json)
    if not as_json:
        for notice in await daemon.notices():
            typer.echo(f"  note:    {notice}")
    gc.collect()
    gc.freeze()  # what start-up made stays; a full collection of it would stop the stream for some 10 ms each time
    await daemon.run_until_shutdown()
    return ExitCode.COMPLETED


async def _named(paths: Paths) -> str:
    from motiad.client import claimed

    info = await claimed(paths)
    return f" (process {info.pid})" if info else ""


def _tell(info: RuntimeInfo, settings: config.Settings, *, as_json: bool) -> None:
    if as_json:
        typer.echo(_line(info))
        return
    typer.echo(f"motiad {info.version} listens on {info.url}")
    typer.echo(f"  project: {info.project or 'none chosen'}")
    typer.echo(f"  cloud:   {settings.cloud}{f' ({info.cloud_url})' if info.cloud_url else ''}")


def _tell_of_other(info: RuntimeInfo, settings: config.Settings, *, as_json: bool) -> int:
    """One base-dir has one daemon (`security-reliability.md`, section 1, rule 1)."""
    if as_json:
        typer.echo(_line(info))
    else:
        typer.echo(f"motiad already runs here: {info.url}, project {info.project or 'none chosen'} (pid {info.pid}).")
    wanted = str(settings.project) if settings.project else None
    return ExitCode.COMPLETED if wanted in (None, info.project) else ExitCode.DAEMON_UNAVAILABLE


def _line(info: RuntimeInfo) -> bytes:
    """Return the runtime file's content without the owner's token."""
    return to_json(info.model_dump(mode="json", by_alias=True, exclude={"token"}))
