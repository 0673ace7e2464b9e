"""Which exit code an ending has (`interfaces.md`, "motiad")."""

from typing import TYPE_CHECKING

from motiad.contract.codes import ErrorCode, ExitCode

if TYPE_CHECKING:
    from motiad.contract.deployment import DeploymentData

_BY_CODE: dict[ErrorCode, ExitCode] = {
    ErrorCode.USAGE: ExitCode.USAGE,
    ErrorCode.INVALID_REQUEST: ExitCode.USAGE,
    ErrorCode.NOT_FOUND: ExitCode.USAGE,
    ErrorCode.NOT_A_PROJECT: ExitCode.USAGE,
    ErrorCode.NO_PROJECT: ExitCode.USAGE,
    ErrorCode.ENV_FILE_INVALID: ExitCode.USAGE,
    ErrorCode.NO_STEPS: ExitCode.BUILD_FAILED,
    ErrorCode.BUILD_FAILED: ExitCode.BUILD_FAILED,
    ErrorCode.VALIDATION_FAILED: ExitCode.BUILD_FAILED,
    ErrorCode.NODE_MISSING: ExitCode.BUILD_FAILED,
    ErrorCode.ESBUILD_MISSING: ExitCode.BUILD_FAILED,
    ErrorCode.UV_MISSING: ExitCode.BUILD_FAILED,
    ErrorCode.NOT_SIGNED_IN: ExitCode.NOT_SIGNED_IN,
    ErrorCode.CLOUD_UNREACHABLE: ExitCode.CLOUD_UNREACHABLE,
    ErrorCode.DAEMON_UNAVAILABLE: ExitCode.DAEMON_UNAVAILABLE,
    ErrorCode.PORT_TAKEN: ExitCode.DAEMON_UNAVAILABLE,
    ErrorCode.STORE_UNUSABLE: ExitCode.DAEMON_UNAVAILABLE,
    ErrorCode.STORAGE_FULL: ExitCode.DAEMON_UNAVAILABLE,
    ErrorCode.SHUTTING_DOWN: ExitCode.DAEMON_UNAVAILABLE,
    ErrorCode.TIMED_OUT: ExitCode.TIMED_OUT,
    ErrorCode.CANCELLED: ExitCode.CANCELLED,
}

EPILOG = (
    "Exit codes: 0 completed, 1 upload or deploy failed, 2 usage or not a project, 3 check or build failed, "
    "4 not signed in, 5 cloud unreachable, 6 daemon unavailable, 7 timed out and still running, 130 cancelled."
)


def for_error(code: ErrorCode) -> ExitCode:
    """Return the exit code of a command that failed with `code`."""
    return _BY_CODE.get(code, ExitCode.DEPLOY_FAILED)


def for_deployment(data: "DeploymentData") -> ExitCode:
    """Return the exit code of a command that followed a deployment to its end."""
    if data.status == "completed":
        return ExitCode.COMPLETED
    known = _BY_CODE.get(data.error_code) if data.error_code else None
    if known in (ExitCode.CANCELLED, ExitCode.CLOUD_UNREACHABLE):
        return known
    return ExitCode.BUILD_FAILED if data.phase in ("build", None) else ExitCode.DEPLOY_FAILED
