"""Accepts deployments and runs them: one at a time per project, projects side by side.

The table of situations and answers is `security-reliability.md`, section 2.
"""

import asyncio
import logging
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import DeploymentData
from motiad.contract.http import StartRequest
from motiad.deployments.events import Event, Queued, Requested
from motiad.deployments.fingerprint import fingerprint
from motiad.deployments.history import History, read_history
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
from motiad.deployments.repeating import repeatable, retryable
from motiad.errors import MotiadError
from motiad.pipeline import reasons
from motiad.pipeline.journal import Journal, Now
from motiad.pipeline.leftovers import Leftovers
from motiad.pipeline.patience import Patience
from motiad.pipeline.run import Run

log = logging.getLogger(__name__)

QUEUE_LIMIT = 10
"""How many deployments may wait behind the running one of their project."""


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

    def __init__(self, ports: Ports, builds: Path, patience: Patience | None = None) -> None:
        self._ports = ports
        self._patience = patience or Patience()
        self._leftovers = Leftovers(ports.store, ports.secrets, builds, ports.now, self._patience)
        self._admission = asyncio.Lock()
        self._lines: dict[Path, list[Run]] = defaultdict(list)
        """Per project, in order; the first one runs."""
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._closing = False

    @property
    def busy(self) -> bool:
        """Whether any deployment runs or waits."""
        return any(self._lines.values())

    async def recover(self) -> None:
        """Take up what a stopped daemon left unfinished, or end it, saying why."""
        unfinished = await self._ports.store.unfinished()
        for deployment in sorted(unfinished, key=lambda each: each.data.status == "idle"):  # what had begun goes first
            run = await self._resumable(deployment)
            if run is not None:
                self._leftovers.take_up(deployment.data)
                self._lines[deployment.project].append(run)
        self._leftovers.sweep()
        for project in list(self._lines):
            self._advance(project)

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
                    raise reasons.conflict(request.deployment_id)
                return existing
            if existing is not None and not repeatable(existing.data):
                raise reasons.finished(request.deployment_id, existing.data.status)
            if project is None:
                raise reasons.no_project()
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
        run = next((run for line in self._lines.values() for run in line if run.id == deployment_id), None)
        if run is None or run.journal.data.status == "deploying":
            state = "is being deployed by the cloud" if run else f"has already {deployment.data.status}"
            raise reasons.not_cancellable(deployment_id, state, running=run is not None)
        await self._stop(run, reasons.cancelled())

    async def retry(self, deployment_id: str) -> Deployment:
        """Run a deployment again that failed before the cloud was started, with what it built and uploaded.

        Raises NOT_FOUND or NOT_RETRYABLE.
        """
        async with self._admission:
            deployment = await self._find(deployment_id)
            data = deployment.data
            secrets = await self._ports.secrets.recall(deployment_id) if retryable(data) else None
            if secrets is None:
                raise reasons.not_retryable(deployment_id)
            requested = Requested(
                attempt=data.attempt + 1,
                environment=data.metadata.environment if data.metadata else None,
                project=data.project,
                version=data.version,
            )
            return await self._accept(deployment, requested, secrets, again=True)

    async def close(self) -> None:
        """Stop everything in order; what was running goes on after the next start."""
        self._closing = True
        tasks = set(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=self._patience.stop)
            for task in late:
                log.warning("%s did not stop in time", task.get_name())
        for run in [run for line in self._lines.values() for run in line]:
            try:
                await asyncio.wait_for(run.journal.settle(), self._patience.stop / 3)
            except (MotiadError, TimeoutError):
                log.warning("the last words of deployment %s could not be written", run.id)
        await self._leftovers.close()

    async def _resumable(self, deployment: Deployment) -> Run | None:
        """Return the run that goes on with a deployment, or None when it has been ended."""
        data = deployment.data
        past = await self._history(deployment)
        run = self._run(deployment, past=past, last_at=await self._last_at(data))
        reason = self._hopeless(deployment, past)
        if reason is None and past.start != "accepted":
            try:
                run.secrets = await self._recall(deployment)
            except MotiadError:  # a keyring that is locked or silent: the run waits for it
                log.warning("the keyring does not tell the secrets of deployment %s yet", data.id)
            else:
                if run.secrets is None and data.status != "deploying":
                    reason = reasons.secrets_gone()
        if reason is None:
            return run
        await run.fail(reason)
        await self._leftovers.settle(replace(deployment, data=run.journal.data))
        return None

    async def _history(self, deployment: Deployment) -> History:
        data = deployment.data
        try:
            events = await self._ports.store.events(data.id, attempt=data.attempt)
            return read_history(event for _, event in events)
        except MotiadError as error:  # its state can be read, its events cannot: the cloud knows more
            log.warning("%s", error.message)
            return History(start="in doubt" if data.status == "deploying" else "not asked")

    async def _last_at(self, data: DeploymentData) -> int:
        """Return what the clock's next answer must not be before, whichever attempt and whichever daemon came first."""
        try:
            return await self._ports.store.last_at(data.id)
        except MotiadError as error:
            log.warning("%s", error.message)
            return data.completed_at or data.started_at or 0

    def _hopeless(self, deployment: Deployment, past: History) -> MotiadError | None:
        # By the wall clock: nothing else outlives a machine that was off. One that was set a day ahead looks the same.
        age = (self._ports.now() - (deployment.data.started_at or 0)) / 1000
        if age > self._patience.stale:
            return reasons.stale(self._patience.stale / 3600, deploying=deployment.data.status == "deploying")
        if deployment.data.status != "idle" and past.resumes >= self._patience.resumes:
            return reasons.resumed_too_often(past.resumes)
        return None

    async def _recall(self, deployment: Deployment) -> DeploymentSecrets | None:
        """Return a deployment's secrets, unless those that are kept are of an earlier attempt with others."""
        secrets = await self._ports.secrets.recall(deployment.data.id)
        if secrets is None:
            return None
        mark = fingerprint(secrets, await self._ports.store.installation_key())
        return secrets if mark == deployment.fingerprint else None

    async def _find(self, deployment_id: str) -> Deployment:
        deployment = await self._ports.store.get(deployment_id)
        if deployment is None:
            raise MotiadError(ErrorCode.NOT_FOUND, "Deployment not found")
        return deployment

    async def _accept(
        self, deployment: Deployment, requested: Requested, secrets: DeploymentSecrets, *, again: bool = False
    ) -> Deployment:
        line = self._lines[deployment.project]
        if len(line) > QUEUE_LIMIT:
            raise reasons.queue_full(deployment.project.name, QUEUE_LIMIT)
        await self._ports.clouds(deployment.cloud)
        at = max(self._ports.now(), await self._last_at(deployment.data))
        events: list[tuple[int, Event]] = [(at, requested)]
        if line:
            events.append((at, Queued(ahead=len(line))))
        earlier, data = deployment.data, deployment.data
        for moment, event in events:
            data = reduce(data, event, moment)
        deployment = replace(deployment, data=data)
        await self._ports.store.create(deployment, events)
        self._leftovers.take_up(data)
        await self._ports.secrets.keep(data.id, secrets)
        self._ports.publisher.publish(data)
        run = self._run(deployment, secrets=secrets)
        run.earlier = earlier if again else None
        self._lines[deployment.project].append(run)  # not `line`: its last one may have left while this was written
        self._advance(deployment.project)
        return deployment

    def _run(
        self,
        deployment: Deployment,
        *,
        secrets: DeploymentSecrets | None = None,
        past: History | None = None,
        last_at: int = 0,
    ) -> Run:
        ports = self._ports
        redact = ports.redactor(secrets) if secrets else str
        return Run(
            deployment=deployment,
            builder=ports.builder,
            clouds=ports.clouds,
            recall=lambda: self._recall(deployment),
            redactor=ports.redactor,
            journal=Journal(deployment.data, ports.store, ports.publisher, redact, ports.now, last_at=last_at),
            output=self._leftovers.folder(deployment.data.id),
            patience=self._patience,
            secrets=secrets,
            past=past,
        )

    def _advance(self, project: Path) -> None:
        """Run the first deployment of a project's line, and tell the others where they stand."""
        line = self._lines[project]
        if not line:
            del self._lines[project]
            return
        first = line[0]
        if first.id not in self._tasks and not self._closing:
            self._tasks[first.id] = asyncio.create_task(self._work(first), name=f"deployment {first.id}")
        for ahead, waiting in enumerate(line[1:], start=1):
            if waiting.journal.data.queue_position != ahead:
                waiting.journal.emit(Queued(ahead=ahead))

    async def _work(self, run: Run) -> None:
        await run.to_the_end()
        await self._leave(run)

    async def _stop(self, run: Run, reason: MotiadError) -> None:
        """Cancel a run, or take it out of its line, and record why."""
        task = self._tasks.get(run.id)
        if task is not None:
            task.cancel()
            await asyncio.wait({task})
        if not run.journal.data.terminal:
            await run.fail(reason)
        if run in self._lines.get(run.deployment.project, ()):
            await self._leave(run)

    async def _leave(self, run: Run) -> None:
        """Clean up after a run that has ended, and let the next one of its project begin."""
        self._tasks.pop(run.id, None)
        self._lines[run.deployment.project].remove(run)
        self._advance(run.deployment.project)
        await self._leftovers.settle(replace(run.deployment, data=run.journal.data))
