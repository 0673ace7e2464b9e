"""The admission guard: one middleware in front of every route and the WebSocket.

Order (`security-reliability.md`, section 1), the first failure answers: host (2), origin (3, 4), peer (9), route (404,
405), token (8, 10), rate (11). Body (6) and schema (7) follow in the route: a stranger is turned away before a byte of
body is read.
"""

import asyncio
from collections.abc import Awaitable, Callable
from weakref import WeakKeyDictionary

from aiohttp import hdrs, web

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError
from motiad.server.admission.bearer import bears
from motiad.server.admission.host import check_host
from motiad.server.admission.origin import check_origin, preflight_headers
from motiad.server.admission.peer import Peer, is_welcome, peer_uid
from motiad.server.admission.rates import StartRate
from motiad.server.answers import SECURITY_HEADERS, error_answer
from motiad.server.deps import ServerDeps
from motiad.server.routing import ASKER, Asker, RouteTable
from motiad.server.websocket import StreamSocket

_HANDSHAKE = (
    hdrs.CONNECTION,
    hdrs.UPGRADE,
    hdrs.SEC_WEBSOCKET_VERSION,
    hdrs.SEC_WEBSOCKET_KEY,
    hdrs.SEC_WEBSOCKET_PROTOCOL,
    hdrs.SEC_WEBSOCKET_EXTENSIONS,
)

Next = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Guard:
    """Admits a request or says why not."""

    def __init__(self, deps: ServerDeps, table: RouteTable) -> None:
        self._deps = deps
        self._settings = deps.admission
        self._table = table
        self._rate = StartRate(deps.admission.starts_per_minute)
        self._peers: WeakKeyDictionary[asyncio.BaseTransport, Peer] = WeakKeyDictionary()

    async def __call__(self, request: web.Request, handler: Next) -> web.StreamResponse:
        """Check the request, then hand it to its route or to the stream."""
        headers = request.headers
        check_host(request.raw_path, headers.getall(hdrs.HOST, []), self._settings.allowed_hosts)
        origin = check_origin(
            headers.getall(hdrs.ORIGIN, []), headers.getall("Sec-Fetch-Site", []), self._settings.allowed_origins
        )
        request[ASKER] = Asker(origin)
        await self._check_peer(request)
        if request.method == hdrs.METH_GET and headers.get(hdrs.UPGRADE, "").strip().lower() == "websocket":
            _check_handshake(request)
            self._check_token(request, owners_only=False)
            return await StreamSocket(request, self._deps.hub, self._settings).serve()
        route = self._table.find(request)
        if route is None:
            return await self._without_route(request)
        request[ASKER] = Asker(origin, self._check_token(request, owners_only=route.owner))
        if self._deps.closing.is_set():
            raise MotiadError(ErrorCode.SHUTTING_DOWN, "motiad is shutting down.", hint="Try again in a moment.")
        if route.starts:
            self._rate.count("program" if origin is None else "page")
        return await handler(request)

    async def _check_peer(self, request: web.Request) -> None:
        """Rule 9, looked up once a connection."""
        transport = request.transport
        if transport is None:
            raise ConnectionResetError("the client is gone")
        if transport not in self._peers:
            self._peers[transport] = await peer_uid(transport)
        if not is_welcome(self._peers[transport], self._settings.own_uid):
            raise MotiadError(ErrorCode.PEER_NOT_ALLOWED, "motiad belongs to another user of this machine.")

    async def _without_route(self, request: web.Request) -> web.Response:
        """Answer a preflight, 404 or 405."""
        allowed = await self._table.allowed_methods(request)
        if not allowed:
            raise MotiadError(ErrorCode.NOT_FOUND, "There is no such route.")
        if request.method == hdrs.METH_OPTIONS and hdrs.ACCESS_CONTROL_REQUEST_METHOD in request.headers:
            return web.Response(status=204, headers={**SECURITY_HEADERS, **preflight_headers(request.headers)})
        methods = ", ".join(sorted(allowed))
        return error_answer(
            MotiadError(ErrorCode.METHOD_NOT_ALLOWED, f"This route takes {methods}."), headers={hdrs.ALLOW: methods}
        )

    def _check_token(self, request: web.Request, *, owners_only: bool) -> bool:
        """Return whether the owner asks. Raises `MotiadError` (UNAUTHORIZED); rules 8 and 10."""
        if bears(request, self._deps.owner_token):
            return True
        if owners_only:
            raise MotiadError(
                ErrorCode.UNAUTHORIZED,
                "This route is for the daemon's owner.",
                hint="Send the token of the runtime file: Authorization: Bearer <token>.",
            )
        remote = self._settings.remote_token
        if remote is not None and not bears(request, remote):
            raise MotiadError(
                ErrorCode.UNAUTHORIZED, "A token is needed.", hint="Send it: Authorization: Bearer <token>."
            )
        return False


def _check_handshake(request: web.Request) -> None:
    """Refuse a WebSocket handshake that is no text: aiohttp decodes its headers, or repeats them, unchecked."""
    if not all(value.isascii() for name in _HANDSHAKE for value in request.headers.getall(name, ())):
        raise MotiadError(ErrorCode.BAD_REQUEST, "The WebSocket handshake is broken.")
