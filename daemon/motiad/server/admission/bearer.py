"""Rules 8 and 10: bearer tokens, compared in constant time, never in a query string."""

import hmac

from aiohttp import hdrs, web

TOKEN_PROTOCOL = "Authorization"  # noqa: S105 - the subprotocol's name
"""A browser cannot set headers on a WebSocket: official clients pass `protocols: ['Authorization', token]`."""


def bears(request: web.Request, token: str | None) -> bool:
    """Tell whether the request carries the token, as a header or as a WebSocket subprotocol."""
    if not token:
        return False
    offers = offered_protocols(request)
    offered = list(offers[1:2]) if offers[:1] == [TOKEN_PROTOCOL] else []
    return any(hmac.compare_digest(_raw(given), _raw(token)) for given in [*_headers(request), *offered])


def offered_protocols(request: web.Request) -> list[str]:
    """Return the WebSocket subprotocols the client offers, in order."""
    values = request.headers.getall(hdrs.SEC_WEBSOCKET_PROTOCOL, ())
    return [offer for value in values for part in value.split(",") if (offer := part.strip())]


def _headers(request: web.Request) -> list[str]:
    values = request.headers.getall(hdrs.AUTHORIZATION, ())
    return [
        rest.strip() for value in values for scheme, _, rest in [value.partition(" ")] if scheme.lower() == "bearer"
    ]


def _raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
