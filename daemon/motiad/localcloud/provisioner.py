"""From started to completed or failed: checks the bundles, then provisions one resource after another."""

import asyncio
import logging
from collections.abc import Iterator

from .bundles import ROUTER_BYTES, ROUTER_FILES, STEP_BYTES, fault
from .clock import Clock
from .disk import Disk
from .record import Deployment, Record, addresses
from .resources import Resource
from .stream import Stream

log = logging.getLogger(__name__)


class Provisioner:
    """Runs deployments in the background, each change first on disk, then on the stream."""

    def __init__(
        self, disk: Disk, stream: Stream, clock: Clock, *, origin: str, step_delay: float, fail_step: str | None
    ) -> None:
        """`step_delay` in seconds before each change; `fail_step` names a step whose resource fails."""
        self._disk = disk
        self._origin = origin
        self._stream = stream
        self._clock = clock
        self._step_delay = step_delay
        self._fail_step = fail_step
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False

    def spawn(self, deployment: Deployment) -> None:
        """Provision a started deployment. One that `close` cuts short goes on when the data folder is next opened."""
        if self._closing:
            return
        task = asyncio.create_task(self._run(deployment), name=f"provision {deployment.id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Stop all work."""
        self._closing = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, deployment: Deployment) -> None:
        try:
            faults = await self._check(deployment) or await self._provision(deployment)
        except OSError as error:
            faults = [f"The local cloud cannot write to its data folder: {error.strerror or error}."]
        await self._finish(deployment, faults)

    async def _check(self, deployment: Deployment) -> list[str]:
        """Look into every bundle. The resources that need a bad one fail. Returns a sentence for each fault."""
        record = deployment.record
        faults = []
        for bundle, must_hold, max_bytes, needed_by in _bundles(record):
            path = self._disk.bundle(record, bundle)
            reason = await self._disk.run(fault, path, must_hold=must_hold, max_bytes=max_bytes)
            if reason is not None:
                faults.append(f"The bundle {bundle} {reason}.")
                for resource in needed_by:
                    resource.status = "failed"
        return faults

    async def _provision(self, deployment: Deployment) -> list[str]:
        """Resource by resource, until one fails. Returns a sentence for the fault."""
        for resource in deployment.record.resources:
            if resource.status == "completed":  # before a restart
                continue
            await asyncio.sleep(self._step_delay)
            resource.status = "progress"
            await self._publish(deployment)
            await asyncio.sleep(self._step_delay)
            if resource.step_name == self._fail_step:
                resource.status = "failed"
                return [f"The {resource.kind} of step {resource.step_name} could not be provisioned."]
            resource.status = "completed"
            await self._publish(deployment)
        return []

    async def _finish(self, deployment: Deployment, faults: list[str]) -> None:
        record = deployment.record
        record.status = "failed" if faults else "completed"
        record.outputs = {"Error": " ".join(faults)} if faults else addresses(self._origin, record.deployment_id)
        record.completed_at = self._clock.tick()
        log.info("Deployment %s %s. %s", record.deployment_id, record.status, " ".join(faults))
        try:
            await self._publish(deployment)
        except OSError:
            log.exception("The end of deployment %s could not be written", record.deployment_id)
            self._stream.publish(record.deployment_id, "update", record.timestamp)

    async def _publish(self, deployment: Deployment) -> None:
        record = deployment.record
        record.timestamp = self._clock.tick()
        await self._disk.save(record)
        self._stream.publish(record.deployment_id, "update", record.timestamp)


def _bundles(record: Record) -> Iterator[tuple[str, str, int, list[Resource]]]:
    """Every bundle, the file it must hold, its limit in bytes, and who needs it."""
    for resource in record.resources:
        yield resource.bundle, resource.entrypoint.replace("\\", "/").lstrip("/"), STEP_BYTES, [resource]
    for language, bundle in record.routers.items():
        behind = [item for item in record.resources if item.kind == "endpoint" and item.language == language]
        yield bundle, ROUTER_FILES[language], ROUTER_BYTES, behind
