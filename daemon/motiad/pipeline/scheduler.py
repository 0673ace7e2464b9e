"""Accepts deployments and runs them: one at a time per project, projects side by side.

The table of situations and answers is `security-reliability.md`, section 2.
"""

import asyncio
import shutil
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import DeploymentData
from motiad.contract.http import StartRequest
from motiad.deployments.events import Event, Failed, Queued, Redact, Requested
from motiad.deployments.fingerprint import fingerprint
from motiad.deployments.ports import (
    Builder,
    Clouds,
    Deployment,
    DeploymentSecrets,
    Publisher,
    RedactorFactory,
    Secrets,
    Store,
)
from motiad.deployments.reducer import initial, reduce
from motiad.errors import MotiadError
from motiad.pipeline.journal import Journal, Now
from motiad.pipeline.run import Run

QUEUE_LIMIT = 10
"""How many deployments may wait behind the running one of their project."""
SWEPT_DEPLOYMENTS = 100
"""How many of the newest failed deployments a start of the daemon looks at for secrets left over."""
RETRY_WINDOW = 24 * 3600.0
"""Seconds for which the secrets of a deployment are kept that failed before the cloud was started."""


@dataclass(frozen=True)
class Ports:
    """The adapters the scheduler works through."""

    store: Store
    secrets: Secrets
    builder: Builder
    clouds: Clouds
    publisher: Publisher
    redactor: RedactorFactory
    now: Now


class Scheduler:
    """The application's one door: start, cancel, retry."""

    def __init__(self, ports: Ports, builds: Path) -> None:
        self._ports = ports
        self._builds = builds
        self._admission = asyncio.Lock()
        self._lines: dict[Path, list[Run]] = defaultdict(list)
        """Per project, in order; the first one runs."""
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._expiries: dict[str, asyncio.Task[None]] = {}

    @property
    def busy(self) -> bool:
        """Whether any deployment runs or waits."""
        return bool(self._lines)

    async def recover(self) -> None:
        """Mark deployments that a stopped daemon left unfinished as failed."""
        for deployment in await self._ports.store.unfinished():
            journal = self._journal(deployment, lambda text: text)
            stopped = _interrupted(deployment.data)
            journal.emit(Failed(code=stopped.code, message=stopped.message))
            await journal.settle()
        await self._sweep()

    async def start(self, request: StartRequest, project: Path | None, cloud: str) -> Deployment:
        """Accept a deployment, or recognise one that is already on its way.

        Raises `MotiadError`: NO_PROJECT, DEPLOYMENT_CONFLICT, DEPLOYMENT_FINISHED, QUEUE_FULL.
        """
        secrets = DeploymentSecrets(token=request.deployment_token, envs=request.envs or {})
        mark = fingerprint(secrets, await self._ports.store.installation_key())
        async with self._admission:
            existing = await self._ports.store.get(request.deployment_id)
            if existing is not None and not existing.data.terminal:
                if existing.fingerprint != mark:
                    raise MotiadError(
                        ErrorCode.DEPLOYMENT_CONFLICT,
                        f"Deployment {request.deployment_id} is already running with another token or other variables.",
                        hint="Wait for it to end, or create a new deployment.",
                    )
                return existing
            if existing is not None and not _repeatable(existing.data):
                raise MotiadError(
                    ErrorCode.DEPLOYMENT_FINISHED,
                    f"Deployment {request.deployment_id} has already {existing.data.status}.",
                    hint="Create a new deployment.",
                )
            if project is None:
                raise MotiadError(
                    ErrorCode.NO_PROJECT,
                    "motiad does not know which project to deploy.",
                    hint="Start it with `motiad serve --project DIR`, or choose a folder in Motia Desktop.",
                )
            deployment = Deployment(
                data=initial(request.deployment_id),
                project=project,
                cloud=cloud,
                fingerprint=mark,
                env_names=tuple(sorted(secrets.envs)),
            )
            requested = Requested(
                attempt=existing.data.attempt + 1 if existing else 1,
                environment=request.environment_name,
                project=request.project_name or project.name,
                version=request.version_name,
            )
            return await self._accept(deployment, requested, secrets)

    async def cancel(self, deployment_id: str) -> None:
        """End a deployment that waits, builds or uploads. Raises NOT_FOUND or NOT_CANCELLABLE."""
        deployment = await self._find(deployment_id)
        run = next((run for line in self._lines.values() for run in line if _id(run) == deployment_id), None)
        if run is None or run.journal.data.status == "deploying":
            state = "is being deployed by the cloud" if run else f"has already {deployment.data.status}"
            raise MotiadError(
                ErrorCode.NOT_CANCELLABLE,
                f"Deployment {deployment_id} {state} and cannot be cancelled.",
                hint="Watch it to its end." if run else None,
            )
        await self._stop(run, MotiadError(ErrorCode.CANCELLED, "The deployment was cancelled."))

    async def retry(self, deployment_id: str) -> Deployment:
        """Run a deployment again that failed before the cloud was started. Raises NOT_FOUND or NOT_RETRYABLE."""
        async with self._admission:
            deployment = await self._find(deployment_id)
            secrets = await self._ports.secrets.recall(deployment_id)
            if not _retryable(deployment.data) or secrets is None:
                raise MotiadError(
                    ErrorCode.NOT_RETRYABLE,
                    f"Deployment {deployment_id} cannot be retried.",
                    hint="Deploy again: a new deployment is created at the cloud.",
                )
            data = deployment.data
            requested = Requested(
                attempt=data.attempt + 1,
                environment=data.metadata.environment if data.metadata else None,
                project=data.project,
                version=data.version,
            )
            return await self._accept(deployment, requested, secrets)

    async def close(self) -> None:
        """End everything in order: what was running is failed, saying so."""
        for run in [run for line in self._lines.values() for run in reversed(line)]:
            await self._stop(run, _interrupted(run.journal.data))
        for deployment_id in list(self._expiries):
            self._expire(deployment_id)

    async def _sweep(self) -> None:
        """Take up again, after a restart, the clean-up of recently failed deployments' secrets."""
        failed, _ = await self._ports.store.page(status="failed", limit=SWEPT_DEPLOYMENTS)
        for data in (deployment.data for deployment in failed):
            age = (self._ports.now() - (data.completed_at or 0)) / 1000
            if _retryable(data) and age < RETRY_WINDOW:
                self._keep_for_retry(data.id, RETRY_WINDOW - age)
            elif age < 2 * RETRY_WINDOW:
                await self._ports.secrets.forget(data.id)

    def _expire(self, deployment_id: str) -> None:
        expiry = self._expiries.pop(deployment_id, None)
        if expiry is not None:
            expiry.cancel()

    async def _find(self, deployment_id: str) -> Deployment:
        deployment = await self._ports.store.get(deployment_id)
        if deployment is None:
            raise MotiadError(ErrorCode.NOT_FOUND, "Deployment not found")
        return deployment

    async def _accept(self, deployment: Deployment, requested: Requested, secrets: DeploymentSecrets) -> Deployment:
        line = self._lines[deployment.project]
        if len(line) > QUEUE_LIMIT:
            raise MotiadError(
                ErrorCode.QUEUE_FULL,
                f"{QUEUE_LIMIT} deployments of {deployment.project.name} are already waiting.",
                hint="Wait until some of them have ended.",
            )
        cloud = await self._ports.clouds(deployment.cloud)
        at = self._ports.now()
        events: list[tuple[int, Event]] = [(at, requested)]
        if line:
            events.append((at, Queued(ahead=len(line))))
        data = deployment.data
        for moment, event in events:
            data = reduce(data, event, moment)
        deployment = replace(deployment, data=data)
        await self._ports.store.create(deployment, events)
        self._expire(data.id)
        await self._ports.secrets.keep(data.id, secrets)
        self._ports.publisher.publish(data)
        line.append(
            Run(
                deployment=deployment,
                secrets=secrets,
                builder=self._ports.builder,
                cloud=cloud,
                journal=self._journal(deployment, self._ports.redactor(secrets)),
                output=self._builds / data.id.replace(":", "_"),
            )
        )
        self._advance(deployment.project)
        return deployment

    def _journal(self, deployment: Deployment, redact: Redact) -> Journal:
        return Journal(deployment.data, self._ports.store, self._ports.publisher, redact, self._ports.now)

    def _advance(self, project: Path) -> None:
        """Run the first deployment of a project's line, and tell the others where they stand."""
        line = self._lines[project]
        if not line:
            del self._lines[project]
            return
        first = line[0]
        if _id(first) not in self._tasks:
            self._tasks[_id(first)] = asyncio.create_task(self._work(first), name=f"deployment {_id(first)}")
        for ahead, waiting in enumerate(line[1:], start=1):
            if waiting.journal.data.queue_position != ahead:
                waiting.journal.emit(Queued(ahead=ahead))

    async def _work(self, run: Run) -> None:
        await run.to_the_end()
        await self._leave(run)

    async def _stop(self, run: Run, reason: MotiadError) -> None:
        """Cancel a run, or take it out of its line, and record why."""
        task = self._tasks.get(_id(run))
        if task is not None:
            task.cancel()
            await asyncio.wait({task})
        if not run.journal.data.terminal:
            await run.fail(reason)
        if run in self._lines.get(run.deployment.project, ()):
            await self._leave(run)

    async def _leave(self, run: Run) -> None:
        """Clean up after a run that has ended, and let the next one of its project begin."""
        self._tasks.pop(_id(run), None)
        self._lines[run.deployment.project].remove(run)
        self._advance(run.deployment.project)
        if _retryable(run.journal.data):
            self._keep_for_retry(_id(run), RETRY_WINDOW)
        else:
            await self._ports.secrets.forget(_id(run))
        await asyncio.to_thread(shutil.rmtree, run.output, ignore_errors=True)

    def _keep_for_retry(self, deployment_id: str, seconds: float) -> None:
        """Forget a failed deployment's secrets when it can no longer be retried."""

        async def expire() -> None:
            await asyncio.sleep(seconds)
            await self._ports.secrets.forget(deployment_id)

        self._expire(deployment_id)
        self._expiries[deployment_id] = asyncio.create_task(expire(), name=f"expiry of {deployment_id}")


def _id(run: Run) -> str:
    return run.deployment.data.id


def _interrupted(data: DeploymentData) -> MotiadError:
    doing = "waiting" if data.status == "idle" else data.status
    return MotiadError(ErrorCode.INTERRUPTED, f"motiad was stopped while this deployment was {doing}. Deploy again.")


def _repeatable(data: DeploymentData) -> bool:
    """Whether the same id may be started again: it failed before the cloud was asked to deploy."""
    return data.status == "failed" and data.phase != "deploy"


def _retryable(data: DeploymentData) -> bool:
    """Whether the same token will do for another attempt."""
    return _repeatable(data) and data.error_code != ErrorCode.TOKEN_EXPIRED
