"""What the admission policy leaves to the composition root, and every limit it names."""

import os
from dataclasses import dataclass, field

MOTIA_CLOUD_PAGE = "https://motia.cloud"


def own_uid() -> int | None:
    """Return our user id, where the system has such a thing."""
    return os.getuid() if hasattr(os, "getuid") else None


@dataclass(frozen=True)
class AdmissionSettings:
    """Who may talk to the daemon (`security-reliability.md`, section 1); the numbers are its rules."""

    allowed_hosts: frozenset[str] = frozenset()
    """Host names besides loopback, in lower case; rule 2."""
    allowed_origins: frozenset[str] = frozenset({MOTIA_CLOUD_PAGE})
    """Exact origins besides loopback; rule 3."""
    remote_token: str | None = field(default=None, repr=False)
    """The second token, without owner's rights; when set, everybody needs one; rule 10."""
    own_uid: int | None = field(default_factory=own_uid)
    """Whose connections are welcome, besides root's; None where peers cannot be told; rule 9."""
    max_body: int = 1024 * 1024
    """Bytes; rule 6."""
    body_seconds: float = 10.0
    starts_per_minute: int = 60
    """Rule 11, as are the following."""
    max_websockets: int = 1024
    max_subscriptions: int = 64
    max_message: int = 64 * 1024
    """Bytes of one WebSocket message."""
    max_malformed: int = 20
    """Malformed messages a client may send before it is closed with 1008."""
