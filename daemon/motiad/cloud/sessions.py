"""The connections to clouds and to their storage; made once, by the composition root or the window."""

import socket
from typing import Any, Self

from aiohttp import AddrInfoType, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver

import motiad
from motiad.cloud.hosts import is_loopback, is_public

_KEPT_OPEN = 4.0
"""Seconds an idle connection may be used again: less than Node's 5, so that a request never meets its closing."""
_UNSENT_BYTES = 256 * 1024
"""What the system holds of an upload that the network has not taken; with more of it progress runs ahead."""
_UNSENT_BYTES_HERE = 1024 * 1024
"""The same to this machine, where no network is slow; less has it take more, smaller writes."""


class NotPublicError(OSError):
    """A name that leads into a private network or to this machine."""


class PublicResolver(AbstractResolver):
    """Resolves names to public addresses only.

    The check is here and not before the request, so that a name cannot answer differently between the two.
    """

    def __init__(self, inner: AbstractResolver) -> None:
        self._inner = inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the public addresses of `host`. Raises `NotPublicError` when there are none."""
        found = [entry for entry in await self._inner.resolve(host, port, family) if is_public(entry["host"])]
        if not found:
            raise NotPublicError(f"{host} has no public address")
        return found

    async def close(self) -> None:
        """Close the resolver behind this one."""
        await self._inner.close()


class CloudSessions:
    """Two aiohttp sessions, without cookies, redirect-following left to each call, headers never logged.

    `anywhere` talks to clouds and streams, to loopback and through proxies; `public` connects only to public
    addresses: it is for presigned URLs, which a cloud's answer names (`security-reliability.md`, section 1). Make
    it inside the running loop, use it as a context manager or `close` it.
    """

    def __init__(self, resolver: AbstractResolver | None = None) -> None:
        self._resolver = PublicResolver(resolver or DefaultResolver())
        self.anywhere = _session(TCPConnector(keepalive_timeout=_KEPT_OPEN, socket_factory=_socket))
        self.public = _session(
            TCPConnector(
                keepalive_timeout=_KEPT_OPEN,
                socket_factory=_socket,
                resolver=self._resolver,
            )
        )

    async def close(self) -> None:
        """Close every connection."""
        await self.anywhere.close()
        await self.public.close()
        await self._resolver.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()


def _session(connector: TCPConnector) -> ClientSession:
    return ClientSession(
        connector=connector,
        cookie_jar=DummyCookieJar(),
        headers={"User-Agent": f"motiad/{motiad.__version__}"},
        timeout=ClientTimeout(total=None),  # every call sets its own
    )


def _socket(address: AddrInfoType) -> socket.socket:
    """Make a socket that takes little ahead of the network: progress is true, and a stall is seen."""
    family, kind, protocol, _, target = address
    made = socket.socket(family, kind, protocol)
    unsent = _UNSENT_BYTES_HERE if is_loopback(str(target[0])) else _UNSENT_BYTES
    option: Any = getattr(socket, "TCP_NOTSENT_LOWAT", None)
    if option is not None:
        made.setsockopt(socket.IPPROTO_TCP, option, unsent)
    return made
