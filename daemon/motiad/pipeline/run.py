"""One deployment from where it stands to its end."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import BuildOutput, DeploymentData
from motiad.deployments.events import (
    Completed,
    Emit,
    Event,
    Failed,
    FoundStep,
    Logged,
    PhaseStarted,
    Resumed,
    StepBuilt,
    StepsFound,
)
from motiad.deployments.history import History
from motiad.deployments.ports import (
    Build,
    Builder,
    Cloud,
    Clouds,
    Deployment,
    DeploymentSecrets,
    RedactorFactory,
)
from motiad.errors import MotiadError
from motiad.pipeline import built
from motiad.pipeline.deploy import Deploy
from motiad.pipeline.journal import Journal
from motiad.pipeline.patience import Patience
from motiad.pipeline.reasons import cannot_keep_build, secrets_gone
from motiad.pipeline.upload import upload

log = logging.getLogger(__name__)

Recall = Callable[[], Awaitable[DeploymentSecrets | None]]


@dataclass
class Run:
    """Everything one deployment needs: its record, its secrets, and the ports it goes through."""

    deployment: Deployment
    builder: Builder
    clouds: Clouds
    recall: Recall
    """Asks for the secrets where they are kept."""
    redactor: RedactorFactory
    journal: Journal
    output: Path
    """The folder its bundles are built into."""
    patience: Patience
    secrets: DeploymentSecrets | None = field(default=None, repr=False)
    """None until they are recalled after a restart."""
    past: History | None = None
    """What happened before a restart; None when there was none."""
    earlier: DeploymentData | None = None
    """The attempt that this one retries: what it built and uploaded is used again."""

    @property
    def id(self) -> str:
        """The deployment's id."""
        return self.deployment.data.id

    async def to_the_end(self) -> None:
        """Go through the phases; whatever happens but a cancellation, the deployment is terminal afterwards."""
        try:
            await self._phases()
        except MotiadError as error:
            await self.fail(error)
        except Exception:
            log.exception("deployment %s met a bug", self.id)
            await self.fail(
                MotiadError(
                    ErrorCode.INTERNAL,
                    "Something went wrong inside motiad.",
                    hint="This is a bug of motiad: its log has the details.",
                )
            )
        else:
            self.journal.emit(Completed())
            await self.journal.settle()

    async def fail(self, error: MotiadError) -> None:
        """End the deployment with an error."""
        said = f"{_sentence(error.message)} {error.hint}" if error.hint else error.message
        phase = self.journal.data.phase or "build"
        self.journal.emit(Logged(phase=phase, lines=tuple(said.splitlines())))
        failed = Failed(code=error.code, message=said)
        self.journal.emit(failed)
        try:
            await self.journal.settle()
        except MotiadError:
            self.journal.publish_unrecorded(failed)

    async def _phases(self) -> None:
        began = self.journal.data.status
        if self.past is not None and began != "idle":
            await self._tell_resumed(self.past)
        if began != "deploying":
            cloud, secrets = await self._cloud(), await self._secrets()
            confirmed: Collection[str]
            if began == "uploading":
                build, confirmed = await self._bundles_again()
            else:
                self.journal.emit(PhaseStarted(phase="build"))
                await self.journal.settle()
                build, confirmed = await self._bundles()
            await upload(cloud, secrets.token, build, self.journal, confirmed)
        await self._deploy(in_doubt=began == "deploying")

    async def _tell_resumed(self, past: History) -> None:
        """Write down that it goes on, before it does."""
        phase = self.journal.data.phase or "build"
        self.journal.emit(Resumed())
        times = f"{past.resumes + 1} of at most {self.patience.resumes}"
        self.journal.emit(Logged(phase=phase, lines=(f"motiad was restarted and goes on here ({times})",)))
        await self.journal.settle()
        if phase != "deploy":
            self.journal.tell_once(past.build_log)

    async def _deploy(self, *, in_doubt: bool) -> None:
        """Let the cloud deploy; with `in_doubt` it may do so already: a restart came between."""
        past = self.past or History()
        cloud = await self._cloud()
        if past.start != "accepted":
            await self._secrets_if_any()
        await Deploy(
            cloud,
            self.secrets,
            await asyncio.to_thread(built.manifest, self.output),
            self.journal,
            self.patience,
            accepted=past.start == "accepted",
            in_doubt=in_doubt,
        ).run()

    async def _bundles(self) -> tuple[Build, Collection[str]]:
        """Return a build, and which of its bundles the cloud has already."""
        if self.earlier is not None and (build := await asyncio.to_thread(built.load, self.output)):
            self._tell_earlier(self.earlier)
            return build, _uploaded(self.earlier)
        return await self._build(self.journal.emit), ()

    async def _bundles_again(self) -> tuple[Build, Collection[str]]:
        """Return the bundles whose upload was cut short: those on disk, or new ones where they are not what they were.

        A bundle that comes out of the second build as it was need not go up again.
        """
        confirmed = _uploaded(self.journal.data)
        if build := await asyncio.to_thread(built.load, self.output):
            return build, confirmed
        before = await asyncio.to_thread(built.fingerprints, self.output)
        self.journal.emit(Logged(phase="upload", lines=("The bundles are not what was built: building them again",)))
        build = await self._build(self._tell_lines)
        now = await asyncio.to_thread(built.fingerprints, self.output)
        return build, {path for path in confirmed if path in before and before[path] == now.get(path)}

    async def _build(self, emit: Emit) -> Build:
        await asyncio.to_thread(built.clear, self.output)
        build = await self.builder.build(self.deployment.project, self.output, emit, self.deployment.env_names)
        try:
            await asyncio.to_thread(built.save, build, self.output)
        except OSError as error:
            raise cannot_keep_build(error.strerror or str(error)) from error
        return build

    def _tell_lines(self, event: Event) -> None:
        """Pass on what a second build says, not its steps: the build phase is over."""
        if isinstance(event, Logged):
            self.journal.emit(event)

    def _tell_earlier(self, earlier: DeploymentData) -> None:
        self.journal.emit(StepsFound(steps=tuple(_found(row) for row in earlier.build)))
        for row in earlier.build:
            self.journal.emit(StepBuilt(package_path=row.package_path, size=row.size or 0))
        line = f"What attempt {earlier.attempt} built is used again"
        self.journal.emit(Logged(phase="build", lines=(line,)))

    async def _cloud(self) -> Cloud:
        return await self.clouds(self.deployment.cloud)

    async def _secrets(self) -> DeploymentSecrets:
        """Return the secrets; after a restart from where they are kept. Raises `MotiadError` (SECRETS_UNAVAILABLE)."""
        secrets = await self._secrets_if_any()
        if secrets is None:
            raise secrets_gone()
        return secrets

    async def _secrets_if_any(self) -> DeploymentSecrets | None:
        """Return the secrets, waiting for a locked keyring, or None when they are gone."""
        waited = 0.0
        while self.secrets is None:
            try:
                self.secrets = await self.recall()
                break
            except MotiadError:
                if waited >= self.patience.keyring:
                    raise
            await asyncio.sleep(self.patience.keyring_pause)
            waited += self.patience.keyring_pause
        if self.secrets is not None:
            self.journal.redact_with(self.redactor(self.secrets))
        return self.secrets


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _uploaded(data: DeploymentData) -> frozenset[str]:
    return frozenset(row.package_path for row in data.upload if row.status == "uploaded")


def _found(row: BuildOutput) -> FoundStep:
    return FoundStep(package_path=row.package_path, language=row.language, type=row.type)
