"""The Cloud API (`upstream-facts.md`, section 1)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from aiohttp import ClientError, ClientSession, ClientTimeout
from pydantic import TypeAdapter
from yarl import URL

from motiad.cloud import presigned
from motiad.cloud.address import CloudAddress
from motiad.cloud.answers import body_text, error_message, json_object
from motiad.cloud.policy import RetryPolicy
from motiad.cloud.presigned import PresignedUrl
from motiad.cloud.proxies import proxy_for
from motiad.cloud.retry import (
    RETRYABLE,
    Again,
    HopelessError,
    TransientError,
    always,
    classify,
    persist,
    seconds_asked,
)
from motiad.contract.cloud import CreatedDeployment, CreateRequest
from motiad.contract.codes import ErrorCode
from motiad.contract.http import DeploymentId, Token
from motiad.deployments.ports import Manifest
from motiad.deployments.sanitise import one_line
from motiad.errors import MotiadError

T = TypeVar("T")

_ID: TypeAdapter[str] = TypeAdapter(DeploymentId)
_TOKEN: TypeAdapter[str] = TypeAdapter(Token)
_DENIED = frozenset({401, 403})
_BEFORE_EFFECT = frozenset({425, 429, 503})
"""Statuses that say a request was turned away before it did anything."""


@dataclass(frozen=True)
class _Call(Generic[T]):
    """One request, and how to understand what comes back."""

    path: str
    body: dict[str, Any] = field(repr=False)
    secret: str = field(repr=False)
    """Taken out of every message of the cloud."""
    denied: Callable[[str | None], MotiadError]
    """Makes the error for 401 and 403 out of the cloud's message."""
    read: Callable[[dict[str, Any]], T]
    """Reads the answer. Raises ValueError for one that cannot be understood."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


class CloudApi:
    """The three calls of one cloud. Every one is bounded and tries again by itself (`policy`)."""

    def __init__(self, address: CloudAddress, session: ClientSession, policy: RetryPolicy | None = None) -> None:
        """`session` is `CloudSessions.anywhere`."""
        self.address = address
        self._session = session
        self._policy = policy or RetryPolicy()

    async def create(self, api_key: str, request: CreateRequest) -> CreatedDeployment:
        """Create a deployment.

        An answer that got lost leaves an unused deployment at the cloud, nothing more, so every failure that may
        pass is tried again. Raises `MotiadError`: NOT_SIGNED_IN, CLOUD_REJECTED, CLOUD_UNREACHABLE.
        """
        key = api_key.strip()
        if not key or not key.isascii() or not key.isprintable():
            raise self._not_signed_in("no API key was given" if not key else "this cannot be an API key")
        call = _Call(
            "v1/deployments",
            request.wire(),
            key,
            denied=lambda said: self._not_signed_in(f"the API key was refused{_quoted(said)}"),
            read=_created,
            headers={"x-api-key": key},
        )
        limit = self._policy.create_attempts_unreached
        return await self._answer(call, lambda error, tried: error.reached or tried < limit)

    async def upload_url(self, token: str, path: str, size: int) -> PresignedUrl:
        """Return a presigned URL for the bundle `path` of `size` bytes.

        Raises `MotiadError`: TOKEN_EXPIRED, CLOUD_REJECTED, CLOUD_UNREACHABLE.
        """
        body = {"deploymentToken": token, "originalName": path, "size": size, "mimetype": "application/zip"}
        text = await self._answer(_Call("v1/deployments/upload", body, token, self._token_expired, _upload_url))
        return presigned.check(text, self.address)

    async def start(self, token: str, envs: Mapping[str, str], manifest: Manifest) -> str | None:
        """Ask the cloud to deploy what was uploaded; return the deployment's URL if the answer names one.

        The request takes effect once at most: it is sent again only when it cannot have arrived, or was turned away
        before it did anything (425, 429, 503). After any other failure that may pass nobody knows, and the error
        (CLOUD_UNREACHABLE) carries `details["inDoubt"]`: the cloud's stream tells, and a caller that sees nothing
        there for 15 seconds may start again (`security-reliability.md`, section 2). Raises `MotiadError`:
        TOKEN_EXPIRED, CLOUD_REJECTED, CLOUD_UNREACHABLE.
        """
        body = {
            "deploymentToken": token,
            "envVars": dict(envs),
            "steps": dict(manifest.steps),
            "streams": dict(manifest.streams),
            "routers": dict(manifest.routers),
        }
        call = _Call("v1/deployments/start", body, token, self._token_expired, _deployment_url)
        try:
            return await self._persist(call, lambda error, _tried: _had_no_effect(error))
        except TransientError as error:
            if _had_no_effect(error):
                raise self._unreachable(error) from None
            raise MotiadError(
                ErrorCode.CLOUD_UNREACHABLE,
                f"The cloud at {self.address.host} {error.reason}: nobody knows whether it accepted the deployment.",
                hint="Look at the deployment in Motia Cloud before you deploy again.",
                details={"inDoubt": True},
            ) from None

    async def _answer(self, call: _Call[T], again: Again = always) -> T:
        try:
            return await self._persist(call, again)
        except TransientError as error:
            raise self._unreachable(error) from None

    async def _persist(self, call: _Call[T], again: Again) -> T:
        policy = self._policy
        return await persist(
            lambda: self._attempt(call),
            attempts=policy.call_attempts,
            first_wait=policy.call_first_wait,
            wait_cap=policy.call_wait_cap,
            budget=policy.call_budget,
            retry_after_cap=policy.retry_after_cap,
            again=again,
        )

    async def _attempt(self, call: _Call[T]) -> T:
        """Send a request once. Raises `TransientError` or, for good, `MotiadError`."""
        try:
            status, retry_after, text = await self._post(call)
        except (ClientError, TimeoutError, OSError) as error:
            meaning = classify(error)
            if isinstance(meaning, HopelessError):
                raise self._hopeless(meaning) from None
            raise meaning from None
        said = error_message(text, call.secret)
        if status in RETRYABLE or status >= 500:
            raise TransientError(f"answers {status}{_quoted(said)}", status=status, retry_after=retry_after)
        if status in _DENIED:
            raise call.denied(said)
        if status >= 300:
            raise self._rejected(status, said)
        try:
            return call.read(_object(text))
        except ValueError:
            raise TransientError(
                "answered something that motiad does not understand",
                hint="Does the address belong to a Motia Cloud, and is there a proxy or a sign-in page in between?",
            ) from None

    async def _post(self, call: _Call[T]) -> tuple[int, float | None, str]:
        """Return status, `Retry-After` and text of the answer to one request."""
        url = URL(f"{self.address.api_url}/{call.path}")
        timeout = ClientTimeout(total=self._policy.call_timeout, sock_connect=self._policy.connect_timeout)
        async with self._session.post(
            url,
            json=call.body,
            headers=dict(call.headers),
            timeout=timeout,
            proxy=await proxy_for(url),
            allow_redirects=False,  # a redirect would take the key along to another host
        ) as response:
            return response.status, seconds_asked(response.headers.get("Retry-After")), await body_text(response)

    def _unreachable(self, error: TransientError) -> MotiadError:
        """Return the end of trying."""
        if self.address.loopback and not error.reached:
            hint = "Is the local cloud running? Start it with `motiad local-cloud`."
        else:
            hint = "Check the network and the cloud's address (MOTIACLOUD_API_BASE_URL), then try again."
        return MotiadError(
            ErrorCode.CLOUD_UNREACHABLE, f"The cloud at {self.address.host} {error.reason}.", hint=error.hint or hint
        )

    def _hopeless(self, error: HopelessError) -> MotiadError:
        message = f"The cloud at {self.address.host} {error.reason}."
        return MotiadError(ErrorCode.CLOUD_UNREACHABLE, message, hint=error.hint)

    def _rejected(self, status: int, said: str | None) -> MotiadError:
        if status < 400:
            return MotiadError(
                ErrorCode.CLOUD_REJECTED,
                f"The cloud at {self.address.host} redirects to somewhere else ({status}), which is not followed.",
                hint="Set MOTIACLOUD_API_BASE_URL to the address it redirects to, if you trust it.",
            )
        return MotiadError(
            ErrorCode.CLOUD_REJECTED,
            f"The cloud at {self.address.host} refused the request ({status}){_quoted(said)}.",
            hint="Correct what it names, then deploy again." if said else "Deploy again; Motia Cloud may say more.",
            details={"status": status},
        )

    def _not_signed_in(self, why: str) -> MotiadError:
        return MotiadError(
            ErrorCode.NOT_SIGNED_IN,
            f"Not signed in to the cloud at {self.address.host}: {why}.",
            hint="Sign in with a valid API key: `motiad login`, or set MOTIA_API_KEY.",
        )

    def _token_expired(self, said: str | None) -> MotiadError:
        return MotiadError(
            ErrorCode.TOKEN_EXPIRED,
            f"The cloud at {self.address.host} no longer accepts this deployment's token{_quoted(said)}.",
            hint="Create a new deployment.",
        )


def _had_no_effect(error: TransientError) -> bool:
    return not error.reached or error.status in _BEFORE_EFFECT


def _quoted(said: str | None) -> str:
    return f": “{said}”" if said else ""


def _object(text: str) -> dict[str, Any]:
    """Return the JSON object of an answer; an answer without a body is an empty one."""
    answer = json_object(text) if text.strip() else {}
    if answer is None:
        raise ValueError
    return answer


def _created(answer: dict[str, Any]) -> CreatedDeployment:
    created = CreatedDeployment.model_validate(answer)
    _ID.validate_python(created.deployment_id)
    _TOKEN.validate_python(created.deployment_token)
    labels = ("environment_name", "project_name", "version_name")
    clean = {name: one_line(value, 256) for name in labels if (value := getattr(created, name)) is not None}
    return created.model_copy(update=clean)


def _upload_url(answer: dict[str, Any]) -> str:
    info = answer.get("fileInfo")
    url = info.get("presignedUrl") if isinstance(info, dict) else None
    if not isinstance(url, str):
        raise ValueError
    return url


def _deployment_url(answer: dict[str, Any]) -> str | None:
    url = answer.get("deploymentUrl")
    if not isinstance(url, str) or not url.startswith(("https://", "http://")):
        return None
    return one_line(url, 2048)
