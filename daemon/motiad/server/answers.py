"""How answers look: JSON, with the security headers, and every error in one form (admission policy, rule 12)."""

import logging
import secrets
from collections.abc import Mapping
from typing import Any

from aiohttp import web
from pydantic_core import to_json

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError

log = logging.getLogger(__name__)

SECURITY_HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Server": "motiad",
}

STATUS: Mapping[ErrorCode, int] = {
    ErrorCode.BAD_REQUEST: 400,
    ErrorCode.INVALID_JSON: 400,
    ErrorCode.INVALID_REQUEST: 400,
    ErrorCode.NOT_A_PROJECT: 400,
    ErrorCode.USAGE: 400,
    ErrorCode.UNAUTHORIZED: 401,
    ErrorCode.HOST_NOT_ALLOWED: 403,
    ErrorCode.ORIGIN_NOT_ALLOWED: 403,
    ErrorCode.PEER_NOT_ALLOWED: 403,
    ErrorCode.OWNER_ONLY: 403,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.METHOD_NOT_ALLOWED: 405,
    ErrorCode.REQUEST_TIMEOUT: 408,
    ErrorCode.DEPLOYMENT_CONFLICT: 409,
    ErrorCode.DEPLOYMENT_FINISHED: 409,
    ErrorCode.NO_PROJECT: 409,
    ErrorCode.NOT_CANCELLABLE: 409,
    ErrorCode.NOT_RETRYABLE: 409,
    ErrorCode.BODY_TOO_LARGE: 413,
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: 415,
    ErrorCode.RATE_LIMITED: 429,
    ErrorCode.QUEUE_FULL: 429,
    ErrorCode.CLOUD_UNREACHABLE: 503,
    ErrorCode.SHUTTING_DOWN: 503,
    ErrorCode.SECRETS_UNAVAILABLE: 503,
    ErrorCode.STORE_UNUSABLE: 503,
    ErrorCode.STORAGE_FULL: 507,
}
"""HTTP status of each code; a code that is not here is the daemon's own trouble: 500."""

RETRY_AFTER_SECONDS: Mapping[ErrorCode, int] = {ErrorCode.QUEUE_FULL: 30, ErrorCode.SHUTTING_DOWN: 5}


def answer(body: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """Return a JSON answer."""
    return web.Response(
        status=status,
        body=to_json(body),
        headers={**SECURITY_HEADERS, "Content-Type": "application/json; charset=utf-8", **(headers or {})},
    )


def error_answer(error: MotiadError, *, headers: Mapping[str, str] | None = None) -> web.Response:
    """Return a known failure as JSON."""
    extra = dict(headers or {})
    if (seconds := RETRY_AFTER_SECONDS.get(error.code)) is not None:
        extra.setdefault("Retry-After", str(seconds))
    if error.code is ErrorCode.UNAUTHORIZED:
        extra.setdefault("WWW-Authenticate", "Bearer")
    return answer(error.response().wire(), status=STATUS.get(error.code, 500), headers=extra)


def unexpected_answer(error: BaseException, where: str) -> web.Response:
    """Return a 500 that tells nothing but an id; the log has the exception under the same id."""
    request_id = secrets.token_hex(8)
    log.error("request %s to %s met a bug", request_id, where, exc_info=error)
    return error_answer(
        MotiadError(
            ErrorCode.INTERNAL,
            "Something went wrong inside motiad.",
            hint="This is a bug of motiad: its log has the details under the request's id.",
            details={"requestId": request_id},
        )
    )
