"""Where a cloud answers (`interfaces.md`, "Files" and "motiad")."""

from collections.abc import Mapping
from dataclasses import dataclass

from yarl import URL

from motiad.cloud.hosts import is_loopback, parse_url, shown_host
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError

API_VARIABLE = "MOTIACLOUD_API_BASE_URL"
STREAM_VARIABLE = "MOTIACLOUD_API_WS_URL"

_SECURE = {"http": "https", "ws": "wss"}


@dataclass(frozen=True)
class CloudAddress:
    """A cloud's API and its stream, both without a trailing slash."""

    api_url: str
    ws_url: str

    @property
    def host(self) -> str:
        """The API's host, with its port where it is not the usual one: what messages name."""
        return shown_host(URL(self.api_url))

    @property
    def loopback(self) -> bool:
        """Whether the API is on this machine's loopback."""
        return is_loopback(URL(self.api_url).host or "")


MOTIA_CLOUD = CloudAddress("https://motia-hub-api.motiahub.com", "wss://ws-motia-hub-api.motiahub.com")
"""Upstream's default pair (`upstream-facts.md`, section 1)."""


def resolve(target: str, environ: Mapping[str, str], local: CloudAddress | None = None) -> CloudAddress:
    """Return the address of `local`, `motia` or a URL.

    `motia` is upstream's default pair, or what MOTIACLOUD_API_BASE_URL and MOTIACLOUD_API_WS_URL say. The stream
    is at the same origin as an API that was named, unless MOTIACLOUD_API_WS_URL says otherwise. `local` is the
    given address whatever the environment says. Raises `MotiadError`: USAGE for an address that cannot be one,
    CLOUD_UNREACHABLE for `local` where no local cloud runs.
    """
    if target == "local":
        if local is None:
            raise MotiadError(
                ErrorCode.CLOUD_UNREACHABLE,
                "The local cloud is not running.",
                hint="Start it with `motiad local-cloud`, or let `motiad serve --cloud local` run it.",
            )
        return local
    stream = environ.get(STREAM_VARIABLE, "").strip()
    named = environ.get(API_VARIABLE, "").strip() if target == "motia" else target.strip()
    if not named:
        return CloudAddress(MOTIA_CLOUD.api_url, _checked(stream, STREAM_VARIABLE, "ws") or MOTIA_CLOUD.ws_url)
    api = _checked(named, API_VARIABLE if target == "motia" else "The cloud's address", "http")
    return CloudAddress(api, _checked(stream, STREAM_VARIABLE, "ws") or _same_origin(api))


def _checked(text: str, where: str, scheme: str) -> str:
    """Return a usable base address, or "" for none. Plain `http` and `ws` only where nobody can listen in."""
    if not text:
        return ""
    secure = _SECURE[scheme]
    url = parse_url(text)
    if url is None or url.scheme not in (scheme, secure) or url.query_string or url.fragment:
        raise MotiadError(
            ErrorCode.USAGE,
            f"{where} is not the address of a cloud.",
            hint=f"It looks like {secure}://host or {scheme}://127.0.0.1:4000, without user, query or fragment.",
        )
    if url.scheme == scheme and not is_loopback(url.host or ""):
        raise MotiadError(
            ErrorCode.USAGE,
            f"{where} names {shown_host(url)} by plain {scheme}, which would send keys in the clear.",
            hint=f"Use {secure}://; plain {scheme} is for clouds on this machine only.",
        )
    return str(url).rstrip("/")


def _same_origin(api: str) -> str:
    url = URL(api)
    return str(url.origin().with_scheme("wss" if url.scheme == "https" else "ws")).rstrip("/")
