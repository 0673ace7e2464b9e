"""Getting one bundle to the cloud, whatever the network does (`security-reliability.md`, section 2, "Retries")."""

import asyncio
from collections.abc import Callable

from motiad.cloud.api import CloudApi
from motiad.cloud.awake import within
from motiad.cloud.policy import RetryPolicy
from motiad.cloud.presigned import PresignedUrl
from motiad.cloud.retry import ConnectionLostError, TransientError, always, persist
from motiad.cloud.transfer import StaleUrlError, Transfer
from motiad.contract.codes import ErrorCode
from motiad.deployments.ports import Bundle
from motiad.errors import MotiadError


class Upload:
    """One bundle's way up: its presigned URL, replaced when it wears out, and the attempts on it."""

    def __init__(
        self,
        api: CloudApi,
        transfer: Transfer,
        policy: RetryPolicy,
        token: str,
        bundle: Bundle,
        sent: Callable[[int], None],
    ) -> None:
        self._api = api
        self._transfer = transfer
        self._policy = policy
        self._token = token
        self._bundle = bundle
        self._sent = sent
        self._url: PresignedUrl | None = None
        self._url_since = 0.0
        self._resets = 0

    async def run(self) -> None:
        """Upload the bundle. Raises `MotiadError`: UPLOAD_FAILED, or what `CloudApi.upload_url` raises."""
        policy = self._policy
        try:
            await within(
                policy.put_budget,
                persist(
                    self._attempt,
                    attempts=policy.put_attempts,
                    first_wait=policy.put_first_wait,
                    wait_cap=policy.put_wait_cap,
                    budget=policy.put_budget,
                    retry_after_cap=policy.retry_after_cap,
                    again=always,
                ),
            )
        except TransientError as error:
            raise self._given_up(error.reason, error.hint) from None
        except TimeoutError:
            raise self._given_up(f"did not take it within {policy.put_budget / 60:g} minutes", None) from None

    async def _attempt(self) -> None:
        """Send it once, and at once a second time when the first only showed that the URL is too old."""
        try:
            await self._put()
        except StaleUrlError:
            await self._put()

    async def _put(self) -> None:
        try:
            await self._transfer.put(await self._fresh_url(), self._bundle, self._sent)
        except StaleUrlError:
            self._url = None
            raise
        except ConnectionLostError:
            self._resets += 1
            if self._resets >= self._policy.url_resets:
                self._url = None
            raise

    async def _fresh_url(self) -> PresignedUrl:
        now = asyncio.get_running_loop().time()
        if self._url is None or now - self._url_since > self._policy.url_age:
            self._url = await self._api.upload_url(self._token, self._bundle.path, self._bundle.size)
            self._url_since = now
            self._resets = 0
        return self._url

    def _given_up(self, reason: str, hint: str | None) -> MotiadError:
        host = self._url.host if self._url else self._api.address.host
        return MotiadError(
            ErrorCode.UPLOAD_FAILED,
            f"{self._bundle.path} could not be uploaded: the storage at {host} {reason}.",
            hint=hint or "Check the network, then retry the deployment.",
        )
