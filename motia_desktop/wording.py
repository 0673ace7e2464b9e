"""A deployment in words: its state, its phases, and what to do when it failed."""

from collections.abc import Mapping
from types import MappingProxyType

from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import DeploymentData, Phase, StepType

PHASES: tuple[Phase, ...] = ("build", "upload", "deploy")

PHASE_NAMES: Mapping[Phase, str] = MappingProxyType({"build": "Build", "upload": "Upload", "deploy": "Deploy"})
TYPE_NAMES: Mapping[StepType, str] = MappingProxyType({"api": "API", "event": "Event", "cron": "Cron"})
LANGUAGE_NAMES: Mapping[str, str] = MappingProxyType({"node": "Node", "python": "Python"})

_STATES: Mapping[str, str] = MappingProxyType(
    {
        "building": "Building",
        "uploading": "Uploading",
        "deploying": "Deploying",
        "completed": "Completed",
        "failed": "Failed",
    }
)

_ADVICE: Mapping[ErrorCode, str] = MappingProxyType(
    {
        ErrorCode.NOT_A_PROJECT: "Choose the folder that holds your project's src or steps folder.",
        ErrorCode.NO_STEPS: "Add a file that ends in .step.ts, .step.js or _step.py below src or steps.",
        ErrorCode.BUILD_FAILED: "Mend the step named above, then deploy again. The build log has the whole message.",
        ErrorCode.VALIDATION_FAILED: "Mend the steps named above, then deploy again. Nothing has been uploaded.",
        ErrorCode.NODE_MISSING: "Install Node 20 or newer, then deploy again. “motiad doctor” shows what is missing.",
        ErrorCode.ESBUILD_MISSING: "Run “npm install --save-dev esbuild” in the project, then deploy again.",
        ErrorCode.UV_MISSING: "Install uv, then deploy again. “motiad doctor” shows what is missing.",
        ErrorCode.ENV_FILE_INVALID: "Correct the line named above and import the file again.",
        ErrorCode.CLOUD_UNREACHABLE: "Check the network and the cloud's address, then try again.",
        ErrorCode.CLOUD_REJECTED: "Check the project, environment and version names, then try again.",
        ErrorCode.CLOUD_TIMEOUT: "It may still finish: look at it in Motia Cloud before you deploy again.",
        ErrorCode.NOT_SIGNED_IN: "Enter a valid API key of this cloud and try again.",
        ErrorCode.TOKEN_EXPIRED: "Deploy again: a new deployment gets a new token.",
        ErrorCode.UPLOAD_FAILED: "Check the network, then retry. What has been uploaded is kept.",
        ErrorCode.DEPLOY_FAILED: "The deploy log says which resource failed. Mend it, then deploy again.",
        ErrorCode.SECRETS_UNAVAILABLE: "Deploy again: the secrets of this deployment are gone. A keyring keeps them.",
        ErrorCode.RESUME_LIMIT: "Look into the daemon's log for why it keeps ending, then deploy again.",
        ErrorCode.STALE: "Deploy again: this one was asked for too long ago.",
        ErrorCode.INTERRUPTED: "The daemon was stopped while this ran. Deploy again.",
        ErrorCode.CANCELLED: "Deploy again whenever you like.",
        ErrorCode.TIMED_OUT: "It may still be running. Look at it again in a while.",
        ErrorCode.DAEMON_UNAVAILABLE: "Start it again. If that fails, “motiad serve” in a terminal says why.",
        ErrorCode.DEPLOYMENT_FINISHED: "Deploy again to make a new deployment.",
        ErrorCode.NOT_RETRYABLE: "Deploy again to make a new deployment.",
        ErrorCode.NOT_CANCELLABLE: "Wait for its end; then deploy again if need be.",
        ErrorCode.QUEUE_FULL: "Wait until a deployment of this project has ended.",
        ErrorCode.STORAGE_FULL: "Free some disk space, then try again.",
        ErrorCode.STORE_UNUSABLE: "Look into the daemon's log for what is wrong with its store.",
        ErrorCode.PORT_TAKEN: "Start it again: it takes the next free port.",
        ErrorCode.RATE_LIMITED: "Wait a minute, then try again.",
        ErrorCode.REQUEST_TIMEOUT: "Try again: the daemon may have been busy.",
        ErrorCode.SHUTTING_DOWN: "The daemon is ending. Try again in a moment.",
        ErrorCode.UNAUTHORIZED: "Start the window again: the daemon has another token by now.",
        ErrorCode.OWNER_ONLY: "Start the window again: the daemon has another token by now.",
        ErrorCode.NOT_FOUND: "It may have been removed from history meanwhile.",
        ErrorCode.DEPLOYMENT_CONFLICT: "Look for the running one in the list at the left.",
        ErrorCode.NO_PROJECT: "Choose a project's folder, then deploy again.",
        ErrorCode.INTERNAL: "This is a bug of ours: the support bundle in the Help menu has what is needed to find it.",
    }
)


def advice(code: ErrorCode | None, hint: str | None = None) -> str:
    """Return what to do about an error, where that is known; its own hint is the better one."""
    if hint:
        return hint
    return _ADVICE.get(code, "") if code else ""


def cancelled(data: DeploymentData) -> bool:
    """Whether somebody ended the deployment on purpose."""
    return data.status == "failed" and data.error_code == ErrorCode.CANCELLED


def state(data: DeploymentData) -> str:
    """Return a deployment's state in one or two words."""
    if cancelled(data):
        return "Cancelled"
    if data.status == "idle":
        return "Queued" if data.queue_position else "Waiting"
    return _STATES[data.status]


def failure(data: DeploymentData) -> str:
    """Return the headline of a failure."""
    if cancelled(data):
        return "This deployment was cancelled"
    where = {"build": "The build failed", "upload": "The upload failed", "deploy": "The cloud could not deploy this"}
    return where[data.phase] if data.phase else "The deployment failed"


def name(data: DeploymentData) -> str:
    """Return what a person calls the deployment's project."""
    return data.project or "Project"


def environment(data: DeploymentData) -> str | None:
    """Return the environment's name where it is known."""
    return data.metadata.environment if data.metadata else None


def elapsed(data: DeploymentData, now: int) -> int | None:
    """Return how long the deployment took or has been taking, in milliseconds."""
    if data.started_at is None:
        return None
    return max((data.completed_at or now) - data.started_at, 0)
