"""Rule 2: which name the request was meant for. A name that merely resolves to loopback is a rebinding attack."""

import ipaddress
import re
from collections.abc import Sequence

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError

_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::(?P<port>[1-9][0-9]{0,4}))?", re.ASCII)


def check_host(target: str, hosts: Sequence[str], allowed: frozenset[str]) -> None:
    """Check request target and Host headers. Raises `MotiadError` (BAD_REQUEST, HOST_NOT_ALLOWED)."""
    if not target.startswith("/"):
        raise MotiadError(ErrorCode.BAD_REQUEST, "The request target must be a path.")
    if len(hosts) != 1:
        raise MotiadError(ErrorCode.BAD_REQUEST, "A request has exactly one Host header.")
    if not is_allowed(hosts[0], allowed):
        raise MotiadError(
            ErrorCode.HOST_NOT_ALLOWED,
            "This host name may not be used to reach motiad.",
            hint="Use http://localhost with motiad's port.",
        )


def is_allowed(authority: str, allowed: frozenset[str] = frozenset()) -> bool:
    """Tell whether `host[:port]` is loopback by its own words, or configured."""
    match = _HOST.fullmatch(authority)
    if match is None or int(match["port"] or 1) > 65535:
        return False
    name = match["name"].lower()
    return name.removesuffix(".") == "localhost" or _is_loopback_literal(name) or name in allowed


def _is_loopback_literal(name: str) -> bool:
    text = name[1:-1] if name.startswith("[") else name
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return address.is_loopback and str(address) == text and name.startswith("[") == (address.version == 6)
