"""The one exception for everything a person can meet and mend; any other exception is a bug of ours."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from motiad.contract.codes import ErrorCode

if TYPE_CHECKING:
    from motiad.contract.http import ErrorResponse


class MotiadError(Exception):
    """A known failure: a stable code, what happened and where, and what to do next.

    `message` is one sentence without a secret in it; `hint` says what to do; `details` are structured and safe to show.
    """

    def __init__(
        self,
        code: ErrorCode,
        message: str,
        *,
        hint: str | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.details = dict(details) if details else None

    def response(self) -> "ErrorResponse":
        """Return the error as every route and every `--json` output sends it."""
        from motiad.contract.http import ErrorResponse  # when it is wanted: the command line starts without

        return ErrorResponse(error=self.message, code=self.code, hint=self.hint, details=self.details)
