"""Which proxy a request goes through."""

import asyncio
import urllib.request

from yarl import URL

from motiad.cloud.hosts import is_loopback

_SCHEMES = {"ws": "http", "wss": "https"}


async def proxy_for(url: URL) -> URL | None:
    """Return the proxy that environment or system name for `url`, or None.

    Loopback is never reached through a proxy, whatever NO_PROXY says: the proxy has a loopback of its own. This is
    asked instead of aiohttp's `trust_env`, which has no such rule and would send credentials from ~/.netrc.
    """
    host = url.host or ""
    if is_loopback(host):
        return None
    return await asyncio.to_thread(_lookup, _SCHEMES.get(url.scheme, url.scheme), host)


def _lookup(scheme: str, host: str) -> URL | None:
    named = urllib.request.getproxies().get(scheme)
    if not named or urllib.request.proxy_bypass(host):
        return None
    try:
        proxy = URL(named if "://" in named else f"http://{named}")
    except ValueError:
        return None
    return proxy if proxy.scheme in ("http", "https") and proxy.host else None
