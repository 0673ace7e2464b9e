"""Failures that may pass, and trying again (`docs/decisions/0003-retries.md`)."""

import os
import ssl
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorDNSError,
    ClientConnectorError,
    ClientError,
    ClientHttpProxyError,
    ClientPayloadError,
    ClientProxyConnectionError,
    ClientSSLError,
    ConnectionTimeoutError,
    ServerDisconnectedError,
)
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception
from tenacity.wait import wait_random_exponential

from motiad.cloud.awake import awake_seconds
from motiad.cloud.sessions import NotPublicError

RETRYABLE = frozenset({408, 425, 429})
"""Statuses below 500 that may pass; all from 500 on may."""

T = TypeVar("T")

Again = Callable[["TransientError", int], bool]
"""Whether to try again after a failure, given the number of attempts so far."""


class TransientError(Exception):
    """A failure that may pass. `reason` completes the sentence "The cloud at <host> …"."""

    def __init__(
        self,
        reason: str,
        *,
        hint: str | None = None,
        status: int | None = None,
        retry_after: float | None = None,
        reached: bool = True,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint
        self.status = status
        self.retry_after = retry_after
        """Seconds the other side asked to wait."""
        self.reached = reached
        """False when the request cannot have arrived."""


class ConnectionLostError(TransientError):
    """The connection broke, or nothing moved on it, with the request under way."""


class HopelessError(Exception):
    """A failure that trying again does not mend: a certificate, an address that may not be used.

    Its text is a reason like that of `TransientError`.
    """

    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint


def classify(error: Exception) -> Exception:
    """Return what a failed request's exception means: a `TransientError` or a `HopelessError`."""
    if isinstance(error, ClientConnectorCertificateError):
        cause = error.certificate_error
        told = cause.verify_message if isinstance(cause, ssl.SSLCertVerificationError) else "it does not fit"
        return HopelessError(f"shows a certificate that is not trusted: {told}", _CERTIFICATE_HINT)
    if isinstance(error, ClientSSLError):
        return TransientError("cannot be reached: it does not speak TLS as it should", reached=False)
    if isinstance(error, ClientConnectorDNSError) and isinstance(error.os_error, NotPublicError):
        return HopelessError("has no public address: nothing was sent there", _NOT_PUBLIC_HINT)
    if isinstance(error, ClientConnectorDNSError):
        return TransientError("cannot be reached: its name cannot be resolved", reached=False)
    if isinstance(error, ClientProxyConnectionError):
        return TransientError(f"cannot be reached: the proxy {_cause(error)}", hint=_PROXY_HINT, reached=False)
    if isinstance(error, ClientHttpProxyError):
        return TransientError(f"cannot be reached: the proxy answered {error.status}", hint=_PROXY_HINT, reached=False)
    if isinstance(error, ClientConnectorError):
        return TransientError(f"cannot be reached: {_cause(error)}", reached=False)
    if isinstance(error, ConnectionTimeoutError):
        return TransientError("cannot be reached: no connection in time", reached=False)
    if isinstance(error, TimeoutError):
        return ConnectionLostError("did not answer in time")
    if isinstance(error, ClientPayloadError):
        return ConnectionLostError("cut its answer short")
    if isinstance(error, ServerDisconnectedError):
        return ConnectionLostError("closed the connection without an answer")
    if isinstance(error, ClientError | OSError):
        return ConnectionLostError("broke the connection")
    return error


def seconds_asked(header: str | None) -> float | None:
    """Return a `Retry-After` header in seconds, or None when there is none that can be read."""
    if not header:
        return None
    if header.strip().isascii() and header.strip().isdigit():
        return float(header.strip()[:9])
    try:
        at = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def always(_error: TransientError, _tried: int) -> bool:
    """Try again after any failure that may pass."""
    return True


async def persist(
    attempt: Callable[[], Awaitable[T]],
    *,
    attempts: int,
    first_wait: float,
    wait_cap: float,
    budget: float,
    retry_after_cap: float,
    again: Again,
) -> T:
    """Call `attempt` until it succeeds, with full jitter between the calls.

    Only a `TransientError` is tried again, and only while `again(error, attempts so far)` agrees; the last one is
    raised as it is. No attempt begins later than `budget` seconds awake after the first.
    """
    jitter = wait_random_exponential(multiplier=first_wait, max=wait_cap)

    def wait(state: RetryCallState) -> float:
        return max(jitter(state), min(_failure(state).retry_after or 0.0, retry_after_cap))

    async def once() -> T:  # tenacity awaits only what is a coroutine function by itself
        return await attempt()

    with awake_seconds(budget) as awake:

        def stop(state: RetryCallState) -> bool:
            spent = state.attempt_number >= attempts or awake() + state.upcoming_sleep >= budget
            return spent or not again(_failure(state), state.attempt_number)

        retrying = AsyncRetrying(
            retry=retry_if_exception(lambda error: isinstance(error, TransientError)),
            wait=wait,
            stop=stop,
            reraise=True,
        )
        return await retrying(once)


def _failure(state: RetryCallState) -> TransientError:
    error = state.outcome.exception() if state.outcome is not None else None
    assert isinstance(error, TransientError)
    return error


def _cause(error: ClientConnectorError) -> str:
    number = error.os_error.errno
    return os.strerror(number).lower() if number is not None and number > 0 else "no connection"


_PROXY_HINT = "Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY."
_CERTIFICATE_HINT = "Check the clock and the address; for a certificate authority of your own set SSL_CERT_FILE."
_NOT_PUBLIC_HINT = "Uploads go to public addresses only; check MOTIACLOUD_API_BASE_URL and the machine's name server."
