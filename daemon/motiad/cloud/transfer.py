"""One streamed PUT to a presigned URL (`upstream-facts.md`, section 1)."""

import asyncio
import os
from collections.abc import Callable
from io import FileIO

from aiohttp import ClientError, ClientSession, ClientTimeout
from yarl import URL

from motiad.cloud.answers import body_text, error_code, error_message
from motiad.cloud.bundle_body import BundleBody
from motiad.cloud.bundle_file import BundleFile
from motiad.cloud.policy import RetryPolicy
from motiad.cloud.presigned import PresignedUrl
from motiad.cloud.proxies import proxy_for
from motiad.cloud.retry import RETRYABLE, ConnectionLostError, HopelessError, TransientError, classify, seconds_asked
from motiad.cloud.sessions import CloudSessions
from motiad.contract.codes import ErrorCode
from motiad.deployments.ports import Bundle
from motiad.errors import MotiadError

_STALE_CODES = frozenset({"ExpiredToken", "RequestTimeTooSkewed"})
_PASSING_CODES = frozenset({"RequestTimeout"})
"""What S3 says with status 400 and means as 403 or 408."""


class StaleUrlError(TransientError):
    """The storage does not accept the presigned URL any more."""


class Transfer:
    """Sends bundles: from a fresh file handle, in chunks, with a watchdog over every wait."""

    def __init__(self, sessions: CloudSessions, policy: RetryPolicy) -> None:
        self._sessions = sessions
        self._policy = policy

    async def put(self, target: PresignedUrl, bundle: Bundle, sent: Callable[[int], None]) -> None:
        """Send `bundle` once, telling the bytes handed to the network: 0 first, all of them last.

        Raises `TransientError`, `ConnectionLostError`, `StaleUrlError`, or `MotiadError` (UPLOAD_FAILED) for good.
        """
        file = await asyncio.to_thread(_opened, bundle)
        body = BundleBody(BundleFile(file), bundle.size, sent, self._policy.progress_interval)
        try:
            await self._put(target, bundle, body)
        finally:
            body.release()

    async def _put(self, target: PresignedUrl, bundle: Bundle, body: BundleBody) -> None:
        session, proxy = await self._way(target)
        try:
            async with asyncio.timeout(self._policy.put_stall) as watchdog:
                body.moved = lambda: _postpone(watchdog, self._policy.put_stall)
                async with session.put(
                    target.url,
                    data=body,
                    headers=_headers(bundle),
                    timeout=ClientTimeout(total=None, sock_connect=self._policy.connect_timeout),
                    proxy=proxy,
                    allow_redirects=False,
                ) as response:
                    status, retry_after = response.status, seconds_asked(response.headers.get("Retry-After"))
                    if status < 300:
                        body.report_all()
                        return
                    text = await body_text(response)
        except (ClientError, TimeoutError, OSError) as error:
            if body.short:
                raise _unreadable(bundle, "changed while it was sent") from None
            raise _meaning(error, target, bundle) from None
        raise _refusal(status, text, retry_after, target, bundle)

    async def _way(self, target: PresignedUrl) -> tuple[ClientSession, URL | None]:
        """Return session and proxy for a target. A proxy resolves the name itself, so nothing is checked here."""
        if target.loopback:
            return self._sessions.anywhere, None
        proxy = await proxy_for(target.url)
        return (self._sessions.public if proxy is None else self._sessions.anywhere), proxy


def _opened(bundle: Bundle) -> FileIO:
    try:
        file = bundle.file.open("rb", buffering=0)
    except OSError as error:
        raise _unreadable(bundle, f"cannot be read: {(error.strerror or 'it is gone').lower()}") from None
    if os.fstat(file.fileno()).st_size != bundle.size:
        file.close()
        raise _unreadable(bundle, "changed after it was built")
    return file


def _headers(bundle: Bundle) -> dict[str, str]:
    name = bundle.path.rpartition("/")[2].replace("\\", "_").replace('"', "_")
    return {
        "Content-Type": "application/zip",
        "Content-Length": str(bundle.size),
        "Content-Disposition": f'attachment; filename="{name}"',
    }


def _postpone(watchdog: asyncio.Timeout, seconds: float) -> None:
    if not watchdog.expired():
        watchdog.reschedule(asyncio.get_running_loop().time() + seconds)


def _meaning(error: Exception, target: PresignedUrl, bundle: Bundle) -> Exception:
    meaning = classify(error)
    if isinstance(meaning, HopelessError):
        return _failed(bundle, f"the storage at {target.host} {meaning.reason}", meaning.hint)
    if isinstance(meaning, ConnectionLostError) and isinstance(error, TimeoutError):
        return ConnectionLostError("stopped taking data")
    return meaning


def _refusal(
    status: int, text: str, retry_after: float | None, target: PresignedUrl, bundle: Bundle
) -> TransientError | MotiadError:
    said = error_message(text, target.url.raw_query_string)
    reason = f"answers {status}" + (f": “{said}”" if said else "")
    code = error_code(text) if status == 400 else ""
    if status == 403 or code in _STALE_CODES:
        return StaleUrlError(reason, status=status)
    if status in RETRYABLE or status >= 500 or code in _PASSING_CODES:
        return TransientError(reason, status=status, retry_after=retry_after)
    return _failed(bundle, f"the storage at {target.host} {reason}")


def _failed(bundle: Bundle, why: str, hint: str = "Deploy again; Motia Cloud may say more.") -> MotiadError:
    return MotiadError(ErrorCode.UPLOAD_FAILED, f"{bundle.path} could not be uploaded: {why}.", hint=hint)


def _unreadable(bundle: Bundle, why: str) -> MotiadError:
    return MotiadError(
        ErrorCode.UPLOAD_FAILED,
        f"{bundle.path} could not be uploaded: its file {why}.",
        hint="Deploy again; keep motiad's build folder as it is while it works.",
    )
