"""Rule 1: where the daemon listens. 127.0.0.1 and ::1 on one port, so that nobody else can sit on the other one."""

import asyncio
import contextlib
import errno
import socket
import sys
from collections.abc import Sequence

from aiohttp import web

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError
from motiad.server.answers import error_answer

LOOPBACK = ("127.0.0.1", "::1")
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - only with --allow-remote
KEEPALIVE_SECONDS = 15.0
"""Also how long a connection may take to send its request's head."""
LINGER_SECONDS = 2.0
SHUTDOWN_SECONDS = 5.0
PORTS_TRIED = 100
_BACKLOG = 256
_NO_SUCH_ADDRESS = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}


class _Protocol(web.RequestHandler):
    """aiohttp's connection, with our error answers where a request cannot even be parsed."""

    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - the parser's words quote what was sent
    ) -> web.StreamResponse:
        """Answer what never reached the application."""
        if request.writer.output_size > 0 or isinstance(exc, ConnectionError):
            raise ConnectionError("the client is gone, or an answer was already under way") from exc
        error = MotiadError(ErrorCode.BAD_REQUEST, "This is not an HTTP request motiad can read.")
        if status >= 500:
            error = MotiadError(ErrorCode.INTERNAL, "Something went wrong inside motiad.")
            self.log_exception("a request met a bug", exc_info=exc)
        response = error_answer(error)
        response.force_close()
        return response


class Listener:
    """The application on its sockets."""

    def __init__(self, runner: web.AppRunner, servers: Sequence[asyncio.Server], host: str, port: int) -> None:
        self._runner = runner
        self._servers = servers
        self.port = port
        self.url = f"http://{host}:{port}"
        self.ws_url = f"ws://{host}:{port}"

    @classmethod
    async def open(
        cls, app: web.Application, *, port: int, strict: bool = False, hosts: Sequence[str] = LOOPBACK
    ) -> "Listener":
        """Listen on `port`, on a free one for 0, or on the next free one unless `strict`.

        Raises `MotiadError` (PORT_TAKEN).
        """
        sockets = bind(port, strict=strict, hosts=hosts)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
        await runner.setup()
        manager = runner.server
        assert manager is not None
        loop = asyncio.get_running_loop()

        def connection() -> _Protocol:
            return _Protocol(
                manager,
                loop=loop,
                keepalive_timeout=KEEPALIVE_SECONDS,
                lingering_time=LINGER_SECONDS,
                auto_decompress=False,
                access_log=None,  # type: ignore[arg-type] # means none; the Reporter keeps ours
            )

        servers = [await loop.create_server(connection, sock=bound, backlog=_BACKLOG) for bound in sockets]
        chosen = sockets[0].getsockname()
        host = "127.0.0.1" if sockets[0].family == socket.AF_INET else "[::1]"
        return cls(runner, servers, host, chosen[1])

    async def close(self) -> None:
        """Stop listening, close every client, wait for answers under way (bounded)."""
        for server in self._servers:
            server.close()
        await self._runner.cleanup()


def bind(port: int, *, strict: bool = False, hosts: Sequence[str] = LOOPBACK) -> list[socket.socket]:
    """Return one socket for each of `hosts` that this machine has, all on one port. Raises PORT_TAKEN."""
    last = port if strict and port else min(port + PORTS_TRIED, 65535)
    for candidate in range(port, last + 1):
        with contextlib.suppress(_TakenError):
            return _bind_all(0 if port == 0 else candidate, hosts)
    tried = f"Port {port} is" if last == port else f"The ports {port} to {last} are"
    raise MotiadError(
        ErrorCode.PORT_TAKEN,
        f"{tried} taken by another program.",
        hint="End that program, choose another port with --port, or let --port 0 find a free one.",
    )


class _TakenError(Exception):
    """The port is taken for one of the hosts."""


def _bind_all(port: int, hosts: Sequence[str]) -> list[socket.socket]:
    sockets: list[socket.socket] = []
    try:
        for host in hosts:
            bound = _bind(host, port)
            if bound is not None:
                sockets.append(bound)
                port = bound.getsockname()[1]
    except OSError as error:
        for bound in sockets:
            bound.close()
        if error.errno == errno.EACCES:
            raise MotiadError(
                ErrorCode.PORT_TAKEN, f"Port {port} may not be used.", hint="Choose one over 1023 with --port."
            ) from None
        raise _TakenError from error
    if not sockets:
        raise _TakenError
    return sockets


def _bind(host: str, port: int) -> socket.socket | None:
    """Return a bound socket, or None when the machine has no such address family."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        bound = socket.socket(family, socket.SOCK_STREAM)
    except OSError:
        return None
    try:
        if sys.platform == "win32":
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.bind((host, port))
        # Two sockets may bind one address before either listens; only then is the port known to be ours.
        bound.listen(_BACKLOG)
    except OSError as error:
        bound.close()
        if error.errno in _NO_SUCH_ADDRESS:
            return None
        raise
    bound.setblocking(False)
    return bound
