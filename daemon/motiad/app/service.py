"""motiad as a service: what a manager does, and the daemon that may be running already."""

import asyncio
from collections.abc import Mapping

from motiad.client import end_idle, find
from motiad.contract.codes import ErrorCode
from motiad.contract.service import ServiceStatus
from motiad.errors import MotiadError
from motiad.paths import Paths
from motiad.service import Service, service


async def install_service(paths: Paths, environ: Mapping[str, str]) -> ServiceStatus:
    """Install and start the service; a daemon that a program had started for itself gives way to it.

    Raises `MotiadError` (DAEMON_UNAVAILABLE) while another one runs that is somebody's, or has a deployment to do.
    """
    ours = service(paths, environ)
    before = await asyncio.to_thread(ours.status)
    if not before.running:
        await _make_room(paths)
    await asyncio.to_thread(_without_surprise, ours)
    return await service_status(paths, environ)


async def service_status(paths: Paths, environ: Mapping[str, str]) -> ServiceStatus:
    """Return what the manager says, and where the service answers."""
    said = await asyncio.to_thread(service(paths, environ).status)
    info = await find(paths) if said.running else None
    return said.model_copy(update={"url": info.url}) if info is not None and info.pid == said.pid else said


async def uninstall_service(paths: Paths, environ: Mapping[str, str]) -> ServiceStatus:
    """Stop and remove the service; its deployments go on with the next daemon."""
    ours = service(paths, environ)
    await asyncio.to_thread(ours.uninstall)
    return await asyncio.to_thread(ours.status)


def _without_surprise(ours: Service) -> None:
    try:
        ours.install()
    except OSError as error:
        raise MotiadError(
            ErrorCode.DAEMON_UNAVAILABLE,
            f"{ours.file} cannot be written: {error.strerror}.",
            hint="A service belongs to a user with a home of their own.",
        ) from None


async def _make_room(paths: Paths) -> None:
    info = await find(paths)
    if info is None:
        return
    if not info.on_demand or await end_idle(paths, info):
        raise MotiadError(
            ErrorCode.DAEMON_UNAVAILABLE,
            f"motiad runs here already (process {info.pid}), and is not the service.",
            hint="End it, or wait for its deployments (`motiad list`), then install the service again.",
        )
