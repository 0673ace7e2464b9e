"""`motiad watch`, `status`, `list`, `logs`, `cancel`, `retry`: commands about deployments there already are."""

import asyncio
from typing import Annotated

import typer
from pydantic_core import to_json
from rich.console import Console
from rich.table import Table
from rich.text import Text

from motiad.cli import exits, options
from motiad.cli.attach import Attached, attach
from motiad.cli.display import make_display
from motiad.cli.follow import follow, in_time
from motiad.client.log_reader import PATIENCE_SECONDS, LogReader
from motiad.contract.deployment import DeploymentData, Phase, Status


def watch(
    context: typer.Context,
    deployment_id: options.DeploymentId,
    timeout: options.Timeout = None,
    as_json: options.Json = False,
    base_dir: options.BaseDir = None,
) -> int:
    """Follow a deployment to its end; the exit code says how it ended."""

    async def run() -> int:
        async with attach(options.paths(context, base_dir)) as daemon:
            await daemon.client.status(deployment_id)  # an unknown id is an error now, not a silent wait
            return await _to_the_end(daemon, deployment_id, timeout, as_json=as_json)

    return asyncio.run(run())


def status(
    context: typer.Context,
    deployment_id: options.DeploymentId,
    as_json: options.Json = False,
    base_dir: options.BaseDir = None,
) -> None:
    """Show a deployment's state once."""

    async def run() -> DeploymentData:
        async with attach(options.paths(context, base_dir)) as daemon:
            return await daemon.client.status(deployment_id)

    make_display(as_json=as_json).show(data := asyncio.run(run()))
    if not as_json and not data.terminal:
        typer.echo(f"{data.status} {data.progress} %: {data.message}")


def list_(
    context: typer.Context,
    state: Annotated[str | None, typer.Option("--status", help="Only those with this status.")] = None,
    project: Annotated[str | None, typer.Option("--project", help="Only those of this project.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=500, help="How many at most.")] = 20,
    as_json: options.Json = False,
    base_dir: options.BaseDir = None,
) -> None:
    """List deployments, newest first."""

    async def run() -> tuple[DeploymentData, ...]:
        async with attach(options.paths(context, base_dir), start=True) as daemon:
            wanted: Status | None = state  # type: ignore[assignment]  # the daemon checks it
            return (await daemon.client.deployments(status=wanted, project=project, limit=limit)).deployments

    found = asyncio.run(run())
    if as_json:
        for data in found:
            typer.echo(to_json(data.wire()))
        return
    table = Table(box=None, pad_edge=False)
    # An id is there to be copied: it is never cut.
    table.add_column("Deployment", no_wrap=True, min_width=max((len(data.id) for data in found), default=0))
    for title in ("Project", "Version", "Environment", "Status"):
        table.add_column(title)
    for data in found:
        environment = data.metadata.environment if data.metadata else None
        cells = (data.id, data.project, data.version, environment, data.status)
        table.add_row(*(Text(cell or "–") for cell in cells))
    console = Console(highlight=False)
    if not console.is_terminal:  # nobody looks at its width: a script reads it
        console.width = max(console.width, console.measure(table).maximum)
    console.print(table if found else Text("No deployments yet."))


def logs(
    context: typer.Context,
    deployment_id: options.DeploymentId,
    phase: Annotated[str | None, typer.Option("--phase", help="build, upload or deploy; all if left out.")] = None,
    keep_on: Annotated[bool, typer.Option("--follow", help="Go on until the deployment ends.")] = False,
    timeout: options.Timeout = None,
    as_json: options.Json = False,
    base_dir: options.BaseDir = None,
) -> None:
    """Print a deployment's log."""
    wanted: Phase | None = phase  # type: ignore[assignment]  # the daemon checks it

    async def print_new(lines: LogReader) -> None:
        async for line in lines.new(PATIENCE_SECONDS if keep_on else 0):
            typer.echo(to_json(line.wire()) if as_json else f"{line.phase:<6} {line.text}")

    async def run() -> None:
        async with attach(options.paths(context, base_dir)) as daemon:
            lines = LogReader(daemon.client, deployment_id, wanted)
            if dropped := (await daemon.client.logs(deployment_id, wanted, limit=1)).dropped:
                told = f"{dropped} lines of this log were removed: motiad keeps the newest deployments' logs"
                typer.echo(to_json({"dropped": dropped}) if as_json else told)
            await print_new(lines)
            if keep_on:
                async with in_time(deployment_id, timeout):
                    async for _ in daemon.stream.watch(deployment_id):
                        await print_new(lines)

    asyncio.run(run())


def cancel(
    context: typer.Context,
    deployment_id: options.DeploymentId,
    as_json: options.Json = False,
    base_dir: options.BaseDir = None,
) -> None:
    """Cancel a deployment that waits, builds or uploads."""

    async def run() -> DeploymentData:
        async with attach(options.paths(context, base_dir)) as daemon:
            await daemon.client.cancel(deployment_id)
            return await daemon.client.status(deployment_id)

    make_display(as_json=as_json).show(asyncio.run(run()))


def retry(
    context: typer.Context,
    deployment_id: options.DeploymentId,
    timeout: options.Timeout = None,
    as_json: options.Json = False,
    base_dir: options.BaseDir = None,
) -> int:
    """Run a failed deployment again, under the same id, and follow it."""

    async def run() -> int:
        async with attach(options.paths(context, base_dir)) as daemon:
            await daemon.client.retry(deployment_id)
            return await _to_the_end(daemon, deployment_id, timeout, as_json=as_json)

    return asyncio.run(run())


async def _to_the_end(daemon: Attached, deployment_id: str, seconds: float | None, *, as_json: bool) -> int:
    """Follow a deployment and return the exit code that says how it ended."""
    return exits.for_deployment(await follow(daemon.stream, deployment_id, make_display(as_json=as_json), seconds))
