"""Phase 3: the cloud deploys what was uploaded, and its own stream tells how (contract, "Deployment Phases")."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import Resource, ResourceStatus
from motiad.deployments.events import CloudAsked, CloudProgressed, CloudStarted, Logged, PhaseStarted
from motiad.deployments.ports import Cloud, CloudState, DeploymentSecrets, Manifest
from motiad.errors import MotiadError
from motiad.pipeline.journal import Journal
from motiad.pipeline.patience import Patience
from motiad.pipeline.reasons import secrets_gone
from motiad.pipeline.states import States

CONFLICT = 409
"""How a cloud answers the start of a deployment that it has started."""


@dataclass
class Deploy:
    """Starts one deployment at the cloud, once, and follows it to its end."""

    cloud: Cloud
    secrets: DeploymentSecrets | None = field(repr=False)
    """None when a restart lost them: it can still be followed."""
    manifest: Manifest | None
    """None when a restart lost the build."""
    journal: Journal
    patience: Patience
    accepted: bool = False
    """The cloud said so."""
    in_doubt: bool = False
    """A start request went out, and nobody knows what became of it."""

    async def run(self) -> None:
        """See the deployment through.

        The stream is joined first, so that no state between start and join can be missed. Raises `MotiadError`:
        DEPLOY_FAILED when the cloud says so, CLOUD_TIMEOUT when it stops telling, or what the start request ran into.
        """
        self.journal.emit(PhaseStarted(phase="deploy"))
        await self.journal.settle()
        async with self.cloud.follow(self.journal.data.id) as told:
            states = States(told)
            try:
                if not self.accepted:
                    await self._start(states)
                await self._follow(states)
            finally:
                await states.close()

    async def _start(self, states: States) -> None:
        """Ask for the start until the cloud has it; while in doubt, its stream is asked first."""
        for left in reversed(range(self.patience.starts)):
            if self.in_doubt and await states.known_within(self.patience.doubt):
                self._accepted(None)
                return
            try:
                url = await self._ask()
            except MotiadError as error:
                details = error.details or {}
                if self.in_doubt and details.get("status") == CONFLICT:
                    self._accepted(None)
                    return
                if not details.get("inDoubt"):
                    raise
                self.in_doubt = True
                if left == 0 and not await states.known_within(self.patience.doubt):
                    raise
            else:
                self._accepted(url)
                return
        self._accepted(None)

    async def _ask(self) -> str | None:
        """Send the start request, written down before it goes out."""
        if self.secrets is None:
            raise secrets_gone()
        if self.manifest is None:
            raise MotiadError(
                ErrorCode.INTERRUPTED,
                "motiad was restarted, and what it had built for this deployment is gone.",
                hint="Deploy again; keep motiad's cache folder as it is while it works.",
            )
        self.journal.emit(CloudAsked())
        await self.journal.settle()
        return await self.cloud.start(self.secrets.token, self.secrets.envs, self.manifest)

    def _accepted(self, url: str | None) -> None:
        self.journal.emit(CloudStarted(deployment_url=url))
        self.journal.emit(Logged(phase="deploy", lines=("The cloud accepted the deployment",)))

    async def _follow(self, states: States) -> None:
        known = {_identity(resource): resource.status for resource in self.journal.data.resources or ()}
        async for state in states:
            self.journal.emit(CloudProgressed(resources=state.resources, outputs=_plain(state.outputs)))
            _log_changes(state, known, self.journal)
            if state.status == "completed":
                return
            if state.status == "failed":
                raise _failure(state)
        raise MotiadError(
            ErrorCode.CLOUD_TIMEOUT,
            "The cloud's stream ended before the deployment did.",
            hint="It may still finish: look at it in Motia Cloud.",
        )


def _identity(resource: Resource) -> Resource:
    return resource.model_copy(update={"status": "pending"})


def _plain(outputs: Mapping[str, object] | None) -> dict[str, object] | None:
    return dict(outputs) if outputs else None


def _log_changes(state: CloudState, known: dict[Resource, ResourceStatus], journal: Journal) -> None:
    lines = []
    for resource in state.resources:
        identity = _identity(resource)
        if known.get(identity) != resource.status:
            known[identity] = resource.status
            if resource.status != "pending":
                lines.append(f"{resource.kind} {resource.name} ({resource.step_name}): {_WORDS[resource.status]}")
    if lines:
        journal.emit(Logged(phase="deploy", lines=tuple(lines)))


_WORDS = {"progress": "provisioning", "completed": "ready", "failed": "failed"}


def _failure(state: CloudState) -> MotiadError:
    failed = [
        f"{resource.kind} {resource.name} ({resource.step_name})"
        for resource in state.resources
        if resource.status == "failed"
    ]
    what = f"The cloud could not provision {', '.join(failed)}." if failed else "The cloud reported a failure."
    reasons = [str(value) for label, value in (state.outputs or {}).items() if label.lower() == "error"]
    return MotiadError(
        ErrorCode.DEPLOY_FAILED,
        " ".join([what, *reasons]),
        hint="Correct the step it names, then deploy again; the deployment's page in Motia Cloud may say more.",
    )
