"""The forms in which a secret may turn up in a text (`security-reliability.md`, section 3, "Redaction")."""

import base64
import json
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

_COMPONENT_SAFE = "!'()*"
"""What JavaScript's encodeURIComponent leaves alone and Python's quote does not."""


def spellings(secret: str) -> Iterator[str]:
    """Yield `secret` raw, as JSON text, URL-encoded, in hex, and in base64 at each of its three shifts."""
    yield secret
    yield from _json(secret)
    yield from _url(secret)
    raw = secret.encode("utf-8", "surrogatepass")
    yield raw.hex()
    yield raw.hex().upper()
    yield from _base64(raw)


def _json(secret: str) -> Iterator[str]:
    for ascii_only in (True, False):
        text = json.dumps(secret, ensure_ascii=ascii_only)[1:-1]
        yield text
        yield text.replace("/", "\\/")
    yield json.dumps(json.dumps(secret))[3:-3]


def _url(secret: str) -> Iterator[str]:
    raw = secret.encode("utf-8", "surrogatepass")
    for text in (quote(raw, safe=""), quote(raw, safe="/"), quote(raw, safe=_COMPONENT_SAFE), quote_plus(raw)):
        yield text
        yield _lower_escapes(text)


def _lower_escapes(text: str) -> str:
    head, *rest = text.split("%")
    return "%".join([head, *(part[:2].lower() + part[2:] for part in rest)])


def _base64(raw: bytes) -> Iterator[str]:
    """Yield what base64 of any text with `raw` in it must contain: only the characters all of whose bits are known."""
    for shift, start in ((0, 0), (1, 2), (2, 3)):
        end = (shift + len(raw)) * 8 // 6
        text = base64.b64encode(bytes(shift) + raw).decode()[start:end]
        yield text
        yield text.replace("+", "-").replace("/", "_")
