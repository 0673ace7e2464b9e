"""The cloud's stream: stream `deployment`, group the deployment's id, item `data` (`upstream-facts.md`, 1 and 3)."""

import asyncio
import json
import random
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

from aiohttp import (
    ClientError,
    ClientSession,
    ClientWebSocketResponse,
    ClientWSTimeout,
    WSMsgType,
    WSServerHandshakeError,
)
from yarl import URL

from motiad.cloud.address import CloudAddress
from motiad.cloud.awake import within
from motiad.cloud.hosts import shown_host
from motiad.cloud.items import read_item
from motiad.cloud.policy import RetryPolicy
from motiad.cloud.proxies import proxy_for
from motiad.cloud.retry import RETRYABLE, HopelessError, TransientError, classify
from motiad.contract.codes import ErrorCode
from motiad.deployments.ports import CloudState
from motiad.errors import MotiadError

_STREAM = "deployment"
_ITEM = "data"
_CLOSE_SECONDS = 1.0


class CloudStream:
    """Follows deployments on one cloud's stream. The stream asks for no credentials."""

    def __init__(self, address: CloudAddress, session: ClientSession, policy: RetryPolicy) -> None:
        """`session` is `CloudSessions.anywhere`."""
        self._url = URL(address.ws_url)
        self._session = session
        self._policy = policy

    @asynccontextmanager
    async def follow(self, deployment_id: str) -> AsyncIterator[AsyncIterator[CloudState]]:
        """Join the deployment's item; gives an iterator over its states.

        Entering waits for the first connection, 15 seconds at most, then goes on without one: the iterator connects
        again for as long as it takes, with what the cloud has then. Equal states in a row come once. The iterator
        ends after a terminal state. Raises `MotiadError`: on entering CLOUD_REJECTED when the server turns the
        connection down or its certificate does not hold; while iterating CLOUD_TIMEOUT when the state did not change
        for 30 minutes.
        """
        follower = _Follower(self._url, self._session, self._policy, deployment_id)
        try:
            await follower.first_join()
            async with aclosing(follower.states()) as states:
                yield states
        finally:
            await follower.close()


class _Follower:
    """One deployment's subscription over as many connections as it takes."""

    def __init__(self, url: URL, session: ClientSession, policy: RetryPolicy, deployment_id: str) -> None:
        self._url = url
        self._session = session
        self._policy = policy
        self._deployment_id = deployment_id
        self._socket: ClientWebSocketResponse | None = None
        self._failures = 0
        self._trouble = "sent nothing"

    async def first_join(self) -> None:
        """Connect, for a while. Raises `MotiadError` when the server itself turns the connection down."""
        refused: Exception | None = None
        try:
            async with asyncio.timeout(self._policy.stream_join_timeout):
                while self._socket is None:
                    refused = await self._try_join()
                    if self._socket is None:
                        await self._wait()
        except TimeoutError:
            if refused is not None:
                raise self._turned_down(refused) from None

    async def states(self) -> AsyncGenerator[CloudState, None]:
        """Yield each new state, across connections, until a terminal one."""
        last: CloudState | None = None
        while last is None or last.status == "progress":
            try:
                last = await within(self._policy.stream_silence, self._next_after(last))
            except TimeoutError:
                raise self._timed_out() from None
            yield last

    async def close(self) -> None:
        """Close the connection there is."""
        socket, self._socket = self._socket, None
        if socket is not None:
            await socket.close()

    async def _next_after(self, last: CloudState | None) -> CloudState:
        while True:
            if self._socket is None:
                await self._try_join()
            if self._socket is None or (state := await self._receive(self._socket)) is None:
                await self._wait()
            elif state != last:
                return state

    async def _receive(self, socket: ClientWebSocketResponse) -> CloudState | None:
        """Return the next state on a connection, or None when the connection is over."""
        async for message in socket:
            item = _item(message.data, self._deployment_id) if message.type is WSMsgType.TEXT else None
            if item is not None:
                self._failures = 0
                return read_item(item)
        self._trouble = "closed the connection"
        await self.close()
        return None

    async def _try_join(self) -> Exception | None:
        """Connect and join; on failure count it and return it if the server itself turned us down."""
        try:
            async with asyncio.timeout(self._policy.connect_timeout):
                self._socket = await self._session.ws_connect(
                    self._url,
                    proxy=await proxy_for(self._url),
                    heartbeat=self._policy.stream_heartbeat,
                    timeout=ClientWSTimeout(ws_close=_CLOSE_SECONDS),
                )
                await self._socket.send_json(_join(self._deployment_id))
        except (ClientError, TimeoutError, OSError) as error:
            await self.close()
            return self._note(error)
        return None

    def _note(self, error: Exception) -> Exception | None:
        if isinstance(error, WSServerHandshakeError):
            self._trouble = f"turned the connection down ({error.status})"
            passing = error.status >= 500 or error.status in RETRYABLE
            return None if passing else error
        meaning = classify(error)
        self._trouble = meaning.reason if isinstance(meaning, TransientError | HopelessError) else "failed"
        return meaning if isinstance(meaning, HopelessError) else None

    async def _wait(self) -> None:
        """Wait before the next connection: from one second up to ten, with jitter so that clients spread."""
        longest = min(self._policy.stream_first_wait * 2.0 ** min(self._failures, 30), self._policy.stream_wait_cap)
        self._failures += 1
        await asyncio.sleep(random.uniform(longest / 2, longest))  # noqa: S311 - spreads clients, hides nothing

    def _turned_down(self, refused: Exception) -> MotiadError:
        hint = "Check the stream's address (MOTIACLOUD_API_WS_URL)."
        if isinstance(refused, HopelessError):
            hint = refused.hint
        return MotiadError(
            ErrorCode.CLOUD_REJECTED, f"The cloud's stream at {shown_host(self._url)} {self._trouble}.", hint=hint
        )

    def _timed_out(self) -> MotiadError:
        minutes = self._policy.stream_silence / 60
        return MotiadError(
            ErrorCode.CLOUD_TIMEOUT,
            f"No news of the deployment for {minutes:g} minutes: the cloud's stream at {shown_host(self._url)} "
            f"{self._trouble}.",
            hint="It may still finish, see Motia Cloud.",
        )


def _join(deployment_id: str) -> dict[str, Any]:
    subscription = {"streamName": _STREAM, "groupId": deployment_id, "id": _ITEM, "subscriptionId": deployment_id}
    return {"type": "join", "data": subscription}


def _item(text: str, deployment_id: str) -> dict[str, Any] | None:
    """Return the deployment's item in a message of the stream, or None when it carries none."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(message, dict) or message.get("streamName") != _STREAM:
        return None
    if message.get("groupId") != deployment_id or message.get("id", _ITEM) != _ITEM:
        return None
    event = message.get("event")
    if not isinstance(event, dict) or event.get("type") not in ("sync", "create", "update"):
        return None
    data = event.get("data")
    return data if isinstance(data, dict) else None
