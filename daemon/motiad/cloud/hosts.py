"""Hosts and the URLs that name them."""

import ipaddress
import re

from yarl import URL

_NAME = re.compile(r"(?=.{1,253}$)(?!-)[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*\.?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def parse_url(text: str, *, encoded: bool = False) -> URL | None:
    """Return `text` as a URL with a host that can exist, a port and no user; None when it is none.

    `encoded` keeps path and query exactly as they are, which a signature needs, where HTTP can carry them so.
    """
    if _CONTROL.search(text):
        return None
    try:
        url = URL(text, encoded=encoded and text.isascii() and " " not in text)
        host, port = url.raw_host or "", url.port
    except ValueError:
        return None
    usable = _ip(host) is not None or _NAME.fullmatch(host)
    return url if usable and port and url.raw_user is None and url.raw_password is None else None


def shown_host(url: URL) -> str:
    """Return the host of `url` for a message, with its port where it is not the scheme's own."""
    host = url.raw_host or ""
    return host if url.is_default_port() else f"{f'[{host}]' if ':' in host else host}:{url.port}"


def is_ip(host: str) -> bool:
    """Whether a host is an IP address and not a name."""
    return _ip(host) is not None


def is_loopback(host: str) -> bool:
    """Whether a host, by its name alone, is this machine's loopback."""
    ip = _ip(host)
    return ip.is_loopback if ip is not None else host.lower().rstrip(".") == "localhost"


def is_public(address: str) -> bool:
    """Whether an IP address is out on the internet: not private, loopback, link-local or a group."""
    ip = _ip(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        elif ip.sixtofour is not None:
            ip = ip.sixtofour
        elif ip in _NAT64:
            ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip is not None and ip.is_global and not ip.is_multicast


def _ip(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
