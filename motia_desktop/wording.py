"""A deployment in words: its state, its phases, and what to do when it failed."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TypeVar

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import DeploymentData, Phase, StepType

PHASES: tuple[Phase, ...] = ("build", "upload", "deploy")

LANGUAGE_NAMES: Mapping[str, str] = MappingProxyType({"node": "Node", "python": "Python"})

Key = TypeVar("Key")


class Words(Mapping[Key, str]):
    """Words by what they stand for, in the language that is on when they are asked for."""

    def __init__(self, english: Mapping[Key, object]) -> None:
        """`english`: texts, each marked for lupdate (to whose types that makes them objects)."""
        self._english = english

    def __getitem__(self, key: Key) -> str:
        return QCoreApplication.translate("Wording", str(self._english[key]))

    def __iter__(self) -> Iterator[Key]:
        return iter(self._english)

    def __len__(self) -> int:
        return len(self._english)


PHASE_NAMES: Mapping[Phase, str] = Words(
    {
        "build": QT_TRANSLATE_NOOP("Wording", "Build"),
        "upload": QT_TRANSLATE_NOOP("Wording", "Upload"),
        "deploy": QT_TRANSLATE_NOOP("Wording", "Deploy"),
    }
)
TYPE_NAMES: Mapping[StepType, str] = Words(
    {
        "api": QT_TRANSLATE_NOOP("Wording", "API"),
        "event": QT_TRANSLATE_NOOP("Wording", "Event"),
        "cron": QT_TRANSLATE_NOOP("Wording", "Cron"),
    }
)

_STATES: Mapping[str, str] = Words(
    {
        "building": QT_TRANSLATE_NOOP("Wording", "Building"),
        "uploading": QT_TRANSLATE_NOOP("Wording", "Uploading"),
        "deploying": QT_TRANSLATE_NOOP("Wording", "Deploying"),
        "completed": QT_TRANSLATE_NOOP("Wording", "Completed"),
        "failed": QT_TRANSLATE_NOOP("Wording", "Failed"),
    }
)

_ADVICE: Mapping[ErrorCode, str] = Words(
    {
        ErrorCode.NOT_A_PROJECT: QT_TRANSLATE_NOOP(
            "Wording", "Choose the folder that holds your project's src or steps folder."
        ),
        ErrorCode.NO_STEPS: QT_TRANSLATE_NOOP(
            "Wording", "Add a file that ends in .step.ts, .step.js or _step.py below src or steps."
        ),
        ErrorCode.BUILD_FAILED: QT_TRANSLATE_NOOP(
            "Wording", "Mend the step named above, then deploy again. The build log has the whole message."
        ),
        ErrorCode.VALIDATION_FAILED: QT_TRANSLATE_NOOP(
            "Wording", "Mend the steps named above, then deploy again. Nothing has been uploaded."
        ),
        ErrorCode.NODE_MISSING: QT_TRANSLATE_NOOP(
            "Wording", "Install Node 20 or newer, then deploy again. “motiad doctor” shows what is missing."
        ),
        ErrorCode.ESBUILD_MISSING: QT_TRANSLATE_NOOP(
            "Wording", "Run “npm install --save-dev esbuild” in the project, then deploy again."
        ),
        ErrorCode.UV_MISSING: QT_TRANSLATE_NOOP(
            "Wording", "Install uv, then deploy again. “motiad doctor” shows what is missing."
        ),
        ErrorCode.ENV_FILE_INVALID: QT_TRANSLATE_NOOP(
            "Wording", "Correct the line named above and import the file again."
        ),
        ErrorCode.CLOUD_UNREACHABLE: QT_TRANSLATE_NOOP(
            "Wording", "Check the network and the cloud's address, then try again."
        ),
        ErrorCode.CLOUD_REJECTED: QT_TRANSLATE_NOOP(
            "Wording", "Check the project, environment and version names, then try again."
        ),
        ErrorCode.CLOUD_TIMEOUT: QT_TRANSLATE_NOOP(
            "Wording", "It may still finish: look at it in Motia Cloud before you deploy again."
        ),
        ErrorCode.NOT_SIGNED_IN: QT_TRANSLATE_NOOP("Wording", "Enter a valid API key of this cloud and try again."),
        ErrorCode.TOKEN_EXPIRED: QT_TRANSLATE_NOOP("Wording", "Deploy again: a new deployment gets a new token."),
        ErrorCode.UPLOAD_FAILED: QT_TRANSLATE_NOOP(
            "Wording", "Check the network, then retry. What has been uploaded is kept."
        ),
        ErrorCode.DEPLOY_FAILED: QT_TRANSLATE_NOOP(
            "Wording", "The deploy log says which resource failed. Mend it, then deploy again."
        ),
        ErrorCode.SECRETS_UNAVAILABLE: QT_TRANSLATE_NOOP(
            "Wording", "Deploy again: the secrets of this deployment are gone. A keyring keeps them."
        ),
        ErrorCode.RESUME_LIMIT: QT_TRANSLATE_NOOP(
            "Wording", "Look into the daemon's log for why it keeps ending, then deploy again."
        ),
        ErrorCode.STALE: QT_TRANSLATE_NOOP("Wording", "Deploy again: this one was asked for too long ago."),
        ErrorCode.INTERRUPTED: QT_TRANSLATE_NOOP("Wording", "The daemon was stopped while this ran. Deploy again."),
        ErrorCode.CANCELLED: QT_TRANSLATE_NOOP("Wording", "Deploy again whenever you like."),
        ErrorCode.TIMED_OUT: QT_TRANSLATE_NOOP("Wording", "It may still be running. Look at it again in a while."),
        ErrorCode.DAEMON_UNAVAILABLE: QT_TRANSLATE_NOOP(
            "Wording", "Start it again. If that fails, “motiad serve” in a terminal says why."
        ),
        ErrorCode.DEPLOYMENT_FINISHED: QT_TRANSLATE_NOOP("Wording", "Deploy again to make a new deployment."),
        ErrorCode.NOT_RETRYABLE: QT_TRANSLATE_NOOP("Wording", "Deploy again to make a new deployment."),
        ErrorCode.NOT_CANCELLABLE: QT_TRANSLATE_NOOP("Wording", "Wait for its end; then deploy again if need be."),
        ErrorCode.QUEUE_FULL: QT_TRANSLATE_NOOP("Wording", "Wait until a deployment of this project has ended."),
        ErrorCode.STORAGE_FULL: QT_TRANSLATE_NOOP("Wording", "Free some disk space, then try again."),
        ErrorCode.STORE_UNUSABLE: QT_TRANSLATE_NOOP(
            "Wording", "Look into the daemon's log for what is wrong with its store."
        ),
        ErrorCode.PORT_TAKEN: QT_TRANSLATE_NOOP("Wording", "Start it again: it takes the next free port."),
        ErrorCode.RATE_LIMITED: QT_TRANSLATE_NOOP("Wording", "Wait a minute, then try again."),
        ErrorCode.REQUEST_TIMEOUT: QT_TRANSLATE_NOOP("Wording", "Try again: the daemon may have been busy."),
        ErrorCode.SHUTTING_DOWN: QT_TRANSLATE_NOOP("Wording", "The daemon is ending. Try again in a moment."),
        ErrorCode.UNAUTHORIZED: QT_TRANSLATE_NOOP(
            "Wording", "Start the window again: the daemon has another token by now."
        ),
        ErrorCode.OWNER_ONLY: QT_TRANSLATE_NOOP(
            "Wording", "Start the window again: the daemon has another token by now."
        ),
        ErrorCode.NOT_FOUND: QT_TRANSLATE_NOOP("Wording", "It may have been removed from history meanwhile."),
        ErrorCode.DEPLOYMENT_CONFLICT: QT_TRANSLATE_NOOP(
            "Wording", "Look for the running one in the list at the left."
        ),
        ErrorCode.NO_PROJECT: QT_TRANSLATE_NOOP("Wording", "Choose a project's folder, then deploy again."),
        ErrorCode.INTERNAL: QT_TRANSLATE_NOOP(
            "Wording", "This is a bug of ours: the support bundle in the Help menu has what is needed to find it."
        ),
    }
)


_FAILURES: Mapping[Phase | None, str] = Words(
    {
        "build": QT_TRANSLATE_NOOP("Wording", "The build failed"),
        "upload": QT_TRANSLATE_NOOP("Wording", "The upload failed"),
        "deploy": QT_TRANSLATE_NOOP("Wording", "The cloud could not deploy this"),
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
        return QCoreApplication.translate("Wording", "Cancelled")
    if data.status == "idle":
        queued = QCoreApplication.translate("Wording", "Queued")
        return queued if data.queue_position else QCoreApplication.translate("Wording", "Waiting")
    return _STATES[data.status]


def failure(data: DeploymentData) -> str:
    """Return the headline of a failure."""
    if cancelled(data):
        return QCoreApplication.translate("Wording", "This deployment was cancelled")
    return _FAILURES.get(data.phase, QCoreApplication.translate("Wording", "The deployment failed"))


def name(data: DeploymentData) -> str:
    """Return what a person calls the deployment's project."""
    return data.project or QCoreApplication.translate("Wording", "Project")


def environment(data: DeploymentData) -> str | None:
    """Return the environment's name where it is known."""
    return data.metadata.environment if data.metadata else None


def elapsed(data: DeploymentData, now: int) -> int | None:
    """Return how long the deployment took or has been taking, in milliseconds."""
    if data.started_at is None:
        return None
    return max((data.completed_at or now) - data.started_at, 0)
