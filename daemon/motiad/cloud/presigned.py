"""The rules for presigned URLs (`security-reliability.md`, section 1): source code goes to them."""

from dataclasses import dataclass, field

from yarl import URL

from motiad.cloud.address import CloudAddress
from motiad.cloud.hosts import is_ip, is_loopback, is_public, parse_url, shown_host
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError


@dataclass(frozen=True)
class PresignedUrl:
    """An upload address that passed; its query is a secret."""

    url: URL = field(repr=False)
    loopback: bool

    @property
    def host(self) -> str:
        """What messages may name."""
        return shown_host(self.url)


def check(text: str, address: CloudAddress) -> PresignedUrl:
    """Return the presigned URL in a cloud's answer: https to a public address, or loopback of a loopback cloud.

    That a name resolves to public addresses only is seen to by `CloudSessions.public`. Raises `MotiadError`
    (CLOUD_REJECTED).
    """
    url = parse_url(text, encoded=True)
    if url is None or url.scheme not in ("http", "https"):
        raise _refused(address, "something that is not an upload address")
    host = url.raw_host or ""
    if is_loopback(host):
        if address.loopback:
            return PresignedUrl(url, loopback=True)
        raise _refused(address, f"an upload address on this machine ({shown_host(url)})")
    if url.scheme != "https":
        raise _refused(address, f"an upload address without https ({shown_host(url)})")
    if is_ip(host) and not is_public(host):
        raise _refused(address, f"an upload address inside a private network ({shown_host(url)})")
    return PresignedUrl(url, loopback=False)


def _refused(address: CloudAddress, what: str) -> MotiadError:
    return MotiadError(
        ErrorCode.CLOUD_REJECTED,
        f"The cloud at {address.host} gave {what}; nothing was sent there.",
        hint="Check that MOTIACLOUD_API_BASE_URL names a cloud you trust.",
    )
