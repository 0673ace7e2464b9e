"""Presigned upload addresses, in the manner of S3."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

from .errors import StorageError

_ALGORITHM = "AWS4-HMAC-SHA256"
_DATE = "%Y%m%dT%H%M%SZ"
_KEYS = ("X-Amz-Algorithm", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders")


class Signer:
    """Signs and verifies addresses under `/storage/<deploymentId>/`; one secret for each run of the cloud."""

    def __init__(self, origin: str, lifetime: int) -> None:
        self._origin = origin
        self._lifetime = lifetime
        self._secret = secrets.token_bytes(32)

    def url(self, deployment_id: str, name: str, size: int) -> str:
        """An address that takes one bundle of exactly `size` bytes until its lifetime is over."""
        query = {
            "X-Amz-Algorithm": _ALGORITHM,
            "X-Amz-Date": datetime.now(UTC).strftime(_DATE),
            "X-Amz-Expires": str(self._lifetime),
            "X-Amz-SignedHeaders": "content-length;content-type;host",
        }
        query["X-Amz-Signature"] = self._signature(deployment_id, name, size, tuple(query.values()))
        return f"{self._origin}/storage/{deployment_id}/{quote(name)}?{urlencode(query)}"

    def verify(self, deployment_id: str, name: str, size: int, query: Mapping[str, str]) -> None:
        """Raises StorageError 403 unless `query` is a signature of ours that is still good."""
        values = tuple(query.get(key, "") for key in _KEYS)
        expected = self._signature(deployment_id, name, size, values)
        given = query.get("X-Amz-Signature", "")
        if not hmac.compare_digest(expected.encode(), given.encode(errors="replace")):
            message = "The request signature we calculated does not match the signature you provided."
            raise StorageError(403, "SignatureDoesNotMatch", message)
        signed = datetime.strptime(values[1], _DATE).replace(tzinfo=UTC)
        if datetime.now(UTC) >= signed + timedelta(seconds=int(values[2])):
            raise StorageError(403, "AccessDenied", "Request has expired")

    def _signature(self, deployment_id: str, name: str, size: int, values: tuple[str, ...]) -> str:
        text = "\n".join(("PUT", deployment_id, name, str(size), *values))
        return hmac.new(self._secret, text.encode(errors="replace"), hashlib.sha256).hexdigest()
