"""Stable error codes and exit codes: what scripts may match on."""

from enum import IntEnum, StrEnum


class ErrorCode(StrEnum):
    """Why something failed.

    Sources: `security-reliability.md` sections 1 and 2 for the HTTP and deployment codes; the rest name what the
    build, the cloud and the command line can run into.
    """

    # A request the daemon turned away.
    BAD_REQUEST = "BAD_REQUEST"
    HOST_NOT_ALLOWED = "HOST_NOT_ALLOWED"
    ORIGIN_NOT_ALLOWED = "ORIGIN_NOT_ALLOWED"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    BODY_TOO_LARGE = "BODY_TOO_LARGE"
    REQUEST_TIMEOUT = "REQUEST_TIMEOUT"
    INVALID_JSON = "INVALID_JSON"
    INVALID_REQUEST = "INVALID_REQUEST"
    UNAUTHORIZED = "UNAUTHORIZED"
    OWNER_ONLY = "OWNER_ONLY"
    RATE_LIMITED = "RATE_LIMITED"
    NOT_FOUND = "NOT_FOUND"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    SHUTTING_DOWN = "SHUTTING_DOWN"
    STORAGE_FULL = "STORAGE_FULL"
    INTERNAL = "INTERNAL"

    # A start the daemon could not accept.
    DEPLOYMENT_CONFLICT = "DEPLOYMENT_CONFLICT"
    DEPLOYMENT_FINISHED = "DEPLOYMENT_FINISHED"
    NO_PROJECT = "NO_PROJECT"
    QUEUE_FULL = "QUEUE_FULL"
    NOT_CANCELLABLE = "NOT_CANCELLABLE"
    NOT_RETRYABLE = "NOT_RETRYABLE"

    # A project that cannot be built.
    NOT_A_PROJECT = "NOT_A_PROJECT"
    NO_STEPS = "NO_STEPS"
    BUILD_FAILED = "BUILD_FAILED"
    VALIDATION_FAILED = "VALIDATION_FAILED"
    NODE_MISSING = "NODE_MISSING"
    ESBUILD_MISSING = "ESBUILD_MISSING"
    UV_MISSING = "UV_MISSING"
    ENV_FILE_INVALID = "ENV_FILE_INVALID"

    # The cloud.
    CLOUD_UNREACHABLE = "CLOUD_UNREACHABLE"
    CLOUD_REJECTED = "CLOUD_REJECTED"
    CLOUD_TIMEOUT = "CLOUD_TIMEOUT"
    NOT_SIGNED_IN = "NOT_SIGNED_IN"
    TOKEN_EXPIRED = "TOKEN_EXPIRED"  # noqa: S105 - a code, not a token
    UPLOAD_FAILED = "UPLOAD_FAILED"
    DEPLOY_FAILED = "DEPLOY_FAILED"

    # The daemon and its machine.
    DAEMON_UNAVAILABLE = "DAEMON_UNAVAILABLE"
    PORT_TAKEN = "PORT_TAKEN"
    STORE_UNUSABLE = "STORE_UNUSABLE"
    SECRETS_UNAVAILABLE = "SECRETS_UNAVAILABLE"
    INTERRUPTED = "INTERRUPTED"
    CANCELLED = "CANCELLED"
    TIMED_OUT = "TIMED_OUT"
    USAGE = "USAGE"


class ExitCode(IntEnum):
    """What every `motiad` command ends with (`interfaces.md`, "motiad")."""

    COMPLETED = 0
    DEPLOY_FAILED = 1
    USAGE = 2
    BUILD_FAILED = 3
    NOT_SIGNED_IN = 4
    CLOUD_UNREACHABLE = 5
    DAEMON_UNAVAILABLE = 6
    TIMED_OUT = 7
    CANCELLED = 130
