"""Who may talk to the cloud, and how every failure is answered."""

import ipaddress
import logging
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from .errors import ApiError

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
log = logging.getLogger(__name__)


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only be this machine."""
    if host.lower().removesuffix(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@web.middleware
async def answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every failure into an answer that says what happened."""
    try:
        return await handler(request)
    except ApiError as error:
        return error.response()
    except web.HTTPException as error:
        return _from_aiohttp(request, error)
    except (ConnectionError, web.RequestPayloadError):
        return ApiError(400, "INCOMPLETE_BODY", "The body did not arrive whole.").response()
    except OSError as error:
        log.warning("The data folder cannot be written: %s", error)
        return ApiError(507, "STORAGE_FAILED", f"The data folder cannot be written: {error.strerror}.").response()


@web.middleware
async def only_from_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn away web pages of other origins, also those that reach loopback by a DNS name of their own."""
    hosts = request.headers.getall("Host", [])
    if len(hosts) != 1 or not is_loopback(_hostname(f"//{hosts[0]}")):
        raise ApiError(403, "HOST_NOT_ALLOWED", "The local cloud answers under a loopback name only.")
    origin = request.headers.get("Origin")
    if origin is not None and not is_loopback(_hostname(origin)):
        raise ApiError(403, "ORIGIN_NOT_ALLOWED", "Pages of other origins may not use the local cloud.")
    return await handler(request)


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Headers of every answer."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"


def _hostname(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _from_aiohttp(request: web.Request, error: web.HTTPException) -> web.Response:
    messages = {
        404: ("NOT_FOUND", f"There is nothing at {request.path}."),
        405: ("METHOD_NOT_ALLOWED", f"{request.path} does not take {request.method}."),
        413: ("BODY_TOO_LARGE", "The body is too large."),
    }
    code, message = messages.get(error.status, ("BAD_REQUEST", error.reason))
    response = ApiError(error.status, code, message).response()
    if "Allow" in error.headers:
        response.headers["Allow"] = error.headers["Allow"]
    return response
