"""`motiad local-cloud`: the stand-in for Motia Cloud on its own."""

import asyncio
import contextlib
import signal
from pathlib import Path
from typing import Annotated

import typer
from pydantic_core import to_json

from motiad import app
from motiad.cli import options


def local_cloud(
    context: typer.Context,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port; 0 picks a free one.")] = 0,
    data: Annotated[Path | None, typer.Option("--data", metavar="DIR", help="Where it keeps what it receives.")] = None,
    as_json: options.Json = False,
    base_dir: options.BaseDir = None,
) -> None:
    """Run the local cloud until SIGTERM or SIGINT; any client of Motia Cloud can use it."""
    folder = (data or options.paths(context, base_dir).local_cloud).expanduser().resolve()
    asyncio.run(_run(folder, port, as_json=as_json))


async def _run(folder: Path, port: int, *, as_json: bool) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with app.local_cloud(folder, port) as urls:
        if as_json:
            typer.echo(to_json({"url": urls.url, "wsUrl": urls.ws_url, "data": str(folder)}))
        else:
            typer.echo(f"The local cloud listens on {urls.url} and keeps what it receives in {folder}.")
            typer.echo(f"  motiad:       motiad deploy --cloud {urls.url}")
            typer.echo(f"  official CLI: MOTIACLOUD_API_BASE_URL={urls.url} MOTIACLOUD_API_WS_URL={urls.ws_url}")
        await ended.wait()
