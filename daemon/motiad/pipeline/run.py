"""One deployment from its first phase to its end."""

import logging
from dataclasses import dataclass
from pathlib import Path

from motiad.contract.codes import ErrorCode
from motiad.deployments.events import Completed, Failed, Logged, PhaseStarted
from motiad.deployments.ports import Builder, Cloud, Deployment, DeploymentSecrets
from motiad.errors import MotiadError
from motiad.pipeline.deploy import deploy
from motiad.pipeline.journal import Journal
from motiad.pipeline.upload import upload

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Run:
    """Everything one deployment needs: its record, its secrets, and the ports it goes through."""

    deployment: Deployment
    secrets: DeploymentSecrets
    builder: Builder
    cloud: Cloud
    journal: Journal
    output: Path
    """The folder its bundles are built into."""

    async def to_the_end(self) -> None:
        """Run all three phases; whatever happens but a cancellation, the deployment is terminal afterwards."""
        try:
            await self._phases()
        except MotiadError as error:
            await self.fail(error)
        except Exception:
            log.exception("deployment %s met a bug", self.deployment.data.id)
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
        said = f"{error.message} {error.hint}" if error.hint else error.message
        phase = self.journal.data.phase or "build"
        self.journal.emit(Logged(phase=phase, lines=tuple(said.splitlines())))
        failed = Failed(code=error.code, message=said)
        self.journal.emit(failed)
        try:
            await self.journal.settle()
        except MotiadError:
            self.journal.publish_unrecorded(failed)

    async def _phases(self) -> None:
        self.journal.emit(PhaseStarted(phase="build"))
        await self.journal.settle()
        built = await self.builder.build(self.deployment.project, self.output, self.journal.emit)
        await upload(self.cloud, self.secrets.token, built, self.journal)
        await deploy(self.cloud, self.deployment.data.id, self.secrets, built.manifest, self.journal)
