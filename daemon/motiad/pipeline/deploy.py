"""Phase 3: the cloud deploys what was uploaded, and its own stream tells how (contract, "Deployment Phases")."""

from collections.abc import Mapping

from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import Resource
from motiad.deployments.events import CloudProgressed, CloudStarted, Logged, PhaseStarted
from motiad.deployments.ports import Cloud, CloudState, DeploymentSecrets, Manifest
from motiad.errors import MotiadError
from motiad.pipeline.journal import Journal


async def deploy(
    cloud: Cloud, deployment_id: str, secrets: DeploymentSecrets, manifest: Manifest, journal: Journal
) -> None:
    """Start the deployment at the cloud and follow it to its end.

    The stream is joined first, so that no state between start and join can be missed. Raises `MotiadError`:
    DEPLOY_FAILED when the cloud says so, CLOUD_TIMEOUT when it stops telling.
    """
    journal.emit(PhaseStarted(phase="deploy"))
    await journal.settle()
    async with cloud.follow(deployment_id) as states:
        url = await cloud.start(secrets.token, secrets.envs, manifest)
        journal.emit(CloudStarted(deployment_url=url))
        journal.emit(Logged(phase="deploy", lines=("The cloud accepted the deployment",)))
        known: dict[Resource, str] = {}
        async for state in states:
            journal.emit(CloudProgressed(resources=state.resources, outputs=_plain(state.outputs)))
            _log_changes(state, known, journal)
            if state.status == "completed":
                return
            if state.status == "failed":
                raise _failure(state)
    raise MotiadError(
        ErrorCode.CLOUD_TIMEOUT,
        "The cloud's stream ended before the deployment did.",
        hint="It may still finish: look at it in Motia Cloud.",
    )


def _plain(outputs: Mapping[str, object] | None) -> dict[str, object] | None:
    return dict(outputs) if outputs else None


def _log_changes(state: CloudState, known: dict[Resource, str], journal: Journal) -> None:
    lines = []
    for resource in state.resources:
        identity = resource.model_copy(update={"status": "pending"})
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
