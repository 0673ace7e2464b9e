"""Motia Cloud as the pipeline uses it."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager

from motiad.cloud.address import CloudAddress
from motiad.cloud.api import CloudApi
from motiad.cloud.policy import RetryPolicy
from motiad.cloud.sessions import CloudSessions
from motiad.cloud.stream import CloudStream
from motiad.cloud.transfer import Transfer
from motiad.cloud.upload import Upload
from motiad.deployments.ports import Bundle, CloudState, Manifest


class MotiaCloud:
    """Implements `deployments.ports.Cloud` for one address."""

    def __init__(self, address: CloudAddress, sessions: CloudSessions, policy: RetryPolicy | None = None) -> None:
        """`sessions` stays the caller's: it closes them."""
        self._policy = policy or RetryPolicy()
        self._api = CloudApi(address, sessions.anywhere, self._policy)
        self._transfer = Transfer(sessions, self._policy)
        self._stream = CloudStream(address, sessions.anywhere, self._policy)

    async def upload(self, token: str, bundle: Bundle, sent: Callable[[int], None]) -> None:
        """Upload one bundle, telling the bytes sent so far, at most ten times a second.

        Every attempt begins at 0 again. Raises `MotiadError`: UPLOAD_FAILED, TOKEN_EXPIRED, CLOUD_REJECTED,
        CLOUD_UNREACHABLE.
        """
        await Upload(self._api, self._transfer, self._policy, token, bundle, sent).run()

    async def start(self, token: str, envs: Mapping[str, str], manifest: Manifest) -> str | None:
        """Ask the cloud to deploy what was uploaded, once; see `CloudApi.start` for what a failure means."""
        return await self._api.start(token, envs, manifest)

    def follow(self, deployment_id: str) -> AbstractAsyncContextManager[AsyncIterator[CloudState]]:
        """Join the cloud's stream; see `CloudStream.follow`."""
        return self._stream.follow(deployment_id)
