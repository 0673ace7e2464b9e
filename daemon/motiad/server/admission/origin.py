"""Rules 3 to 5: which web page asks. This is the confidentiality boundary: a page brings its own token."""

from collections.abc import Mapping, Sequence

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError
from motiad.server.admission.host import is_allowed

CORS_METHODS = "GET, POST, OPTIONS"
CORS_HEADERS = "Content-Type, Authorization"


def check_origin(origins: Sequence[str], fetch_sites: Sequence[str], allowed: frozenset[str]) -> str | None:
    """Return the page's origin, or None when no page asks. Raises `MotiadError` (ORIGIN_NOT_ALLOWED)."""
    if len(origins) == 1 and (origins[0] in allowed or _is_loopback_origin(origins[0])):
        return origins[0]
    if not origins and all(site in ("none", "same-origin") for site in fetch_sites):
        return None
    raise MotiadError(
        ErrorCode.ORIGIN_NOT_ALLOWED,
        "This web page may not talk to motiad.",
        hint="Pages on localhost and the Motia Cloud page may; add others to allowed_origins in config.toml.",
    )


def cors_headers(origin: str | None) -> dict[str, str]:
    """Return what lets an admitted page read the answer."""
    return {"Vary": "Origin"} if origin is None else {"Vary": "Origin", "Access-Control-Allow-Origin": origin}


def preflight_headers(request: Mapping[str, str]) -> dict[str, str]:
    """Return the answer to a preflight, private-network access included when asked for."""
    headers = {"Access-Control-Allow-Methods": CORS_METHODS, "Access-Control-Allow-Headers": CORS_HEADERS}
    if request.get("Access-Control-Request-Private-Network") == "true":
        headers["Access-Control-Allow-Private-Network"] = "true"
    return headers


def _is_loopback_origin(origin: str) -> bool:
    scheme, separator, authority = origin.partition("://")
    return bool(separator) and scheme in ("http", "https") and is_allowed(authority)
