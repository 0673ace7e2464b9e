"""Why the pipeline ends or refuses a deployment, in words."""

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError


def secrets_gone() -> MotiadError:
    """Return the end of a deployment whose restart lost what it needs to go on."""
    return MotiadError(
        ErrorCode.SECRETS_UNAVAILABLE,
        "motiad was restarted, and this deployment's token is gone: it was kept in memory only.",
        hint="Deploy again; with a keyring the next one survives a restart.",
    )


def cannot_keep_build(why: str) -> MotiadError:
    """Return the end of a deployment whose bundles cannot be written down."""
    return MotiadError(
        ErrorCode.BUILD_FAILED,
        f"What was built cannot be kept: {why}.",
        hint="Check the room on the disk and the access to motiad's cache folder, then deploy again.",
    )


def resumed_too_often(resumes: int) -> MotiadError:
    """Return the end of a deployment that met one restart after the other."""
    return MotiadError(
        ErrorCode.RESUME_LIMIT,
        f"motiad was restarted while this ran, after {resumes} restarts before: it is not taken up once more.",
        hint="Look at motiad's log for why it keeps ending, then deploy again.",
    )


def stale(hours: float, *, deploying: bool) -> MotiadError:
    """Return the end of a deployment that nobody waits for any more."""
    return MotiadError(
        ErrorCode.STALE,
        f"This deployment was requested more than {hours:g} hours ago and did not end: it is not taken up again.",
        hint="The cloud may have finished it: look at it in Motia Cloud." if deploying else "Deploy again.",
    )


def cancelled() -> MotiadError:
    """Return the end of a deployment that a person cancelled."""
    return MotiadError(ErrorCode.CANCELLED, "The deployment was cancelled.")


def conflict(deployment_id: str) -> MotiadError:
    """Return the refusal of a start that differs from the one that runs."""
    return MotiadError(
        ErrorCode.DEPLOYMENT_CONFLICT,
        f"Deployment {deployment_id} is already running with another token or other variables.",
        hint="Wait for it to end, or create a new deployment.",
    )


def finished(deployment_id: str, status: str) -> MotiadError:
    """Return the refusal of a start of what has ended for good."""
    return MotiadError(
        ErrorCode.DEPLOYMENT_FINISHED,
        f"Deployment {deployment_id} has already {status}.",
        hint="Create a new deployment.",
    )


def no_project() -> MotiadError:
    """Return the refusal of a start that does not say what to deploy."""
    return MotiadError(
        ErrorCode.NO_PROJECT,
        "motiad does not know which project to deploy.",
        hint="Start it with `motiad serve --project DIR`, or choose a folder in Motia Desktop.",
    )


def queue_full(project: str, limit: int) -> MotiadError:
    """Return the refusal of a start behind too many others."""
    return MotiadError(
        ErrorCode.QUEUE_FULL,
        f"{limit} deployments of {project} are already waiting.",
        hint="Wait until some of them have ended.",
    )


def not_cancellable(deployment_id: str, state: str, *, running: bool) -> MotiadError:
    """Return the refusal of a cancellation that comes too late."""
    return MotiadError(
        ErrorCode.NOT_CANCELLABLE,
        f"Deployment {deployment_id} {state} and cannot be cancelled.",
        hint="Watch it to its end." if running else None,
    )


def not_retryable(deployment_id: str) -> MotiadError:
    """Return the refusal of a retry that needs a new token."""
    return MotiadError(
        ErrorCode.NOT_RETRYABLE,
        f"Deployment {deployment_id} cannot be retried.",
        hint=f"Deploy it again as a new deployment: `motiad redeploy {deployment_id}`.",
    )
