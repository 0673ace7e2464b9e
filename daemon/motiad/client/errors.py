"""Failures of talking to the daemon, as `MotiadError`."""

from typing import Any

from pydantic import ValidationError

from motiad.contract.codes import ErrorCode
from motiad.contract.http import ErrorResponse
from motiad.errors import MotiadError


def unreachable(url: str, why: str) -> MotiadError:
    """The daemon does not answer at `url`."""
    return MotiadError(
        ErrorCode.DAEMON_UNAVAILABLE,
        f"motiad cannot be reached at {url}: {why}.",
        hint="Start it with `motiad serve`, or see what it said in its log.",
    )


def not_motiad(url: str, status: int) -> MotiadError:
    """Something answers at `url`, but in no form of ours."""
    return MotiadError(
        ErrorCode.DAEMON_UNAVAILABLE,
        f"What answers at {url} is not motiad (status {status}).",
        hint="Another program may have taken its port: start motiad again, it finds a free one.",
    )


def refused(url: str, status: int, body: Any) -> MotiadError:
    """Return the daemon's own error."""
    try:
        told = ErrorResponse.model_validate(body)
    except ValidationError:
        return not_motiad(url, status)
    return MotiadError(told.code, told.error, hint=told.hint, details=told.details)
