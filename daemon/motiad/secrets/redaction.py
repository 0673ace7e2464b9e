"""Takes secrets out of text before it is kept or shown (`security-reliability.md`, section 3)."""

import base64
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

from motiad.deployments.events import Redact
from motiad.deployments.ports import DeploymentSecrets

MASK = "•••"
SHORTEST = 8
"""Characters from which on an environment value counts as a secret."""
_PUBLIC_NAMES = frozenset({"NODE_ENV", "APP_ENV", "PORT", "HOST", "LOG_LEVEL", "TZ", "LANG", "CI"})
_PLAIN_WORDS = frozenset({"production", "development", "staging", "localhost", "disabled", "enabled"})
_QUERY = re.compile(r"(https?://[^\s?\"'<>]+\?)[^\s\"'<>]+")
"""A URL's query: presigned URLs carry their signature there."""
_HEAD = 4
"""Characters by which a secret's beginning is looked up."""


def make_redactor(secrets: DeploymentSecrets) -> Redact:
    """Return a function that masks the secrets in a text: raw, by line, in base64, URL, JSON and hex form."""
    by_head: defaultdict[str, list[str]] = defaultdict(list)
    for needle in sorted(_needles(secrets), key=len, reverse=True):
        by_head[needle[:_HEAD]].append(needle)

    def redact(text: str) -> str:
        masked = _mask(text, by_head) if by_head else text
        return _QUERY.sub(rf"\1{MASK}", masked) if "?" in masked else masked

    return redact


def _mask(text: str, by_head: dict[str, list[str]]) -> str:
    """Replace the longest secret at each place. One pass, whatever the number of secrets."""
    out: list[str] = []
    done = place = 0
    last = len(text) - _HEAD
    while place <= last:
        for needle in by_head.get(text[place : place + _HEAD], ()):
            if text.startswith(needle, place):
                out += (text[done:place], MASK)
                place = done = place + len(needle)
                break
        else:
            place += 1
    return "".join([*out, text[done:]]) if out else text


def _needles(secrets: DeploymentSecrets) -> set[str]:
    values = {secrets.token}
    values |= {
        value
        for name, value in secrets.envs.items()
        if name not in _PUBLIC_NAMES and len(value) >= SHORTEST and value.lower() not in _PLAIN_WORDS
    }
    return {form for value in values for form in _forms(value) if len(form) >= _HEAD}


def _forms(value: str) -> Iterator[str]:
    lines = [line.strip() for line in value.splitlines()]
    for text in {value, *(line for line in lines if len(line) >= SHORTEST)}:
        raw = text.encode("utf-8", "surrogatepass")
        yield text
        yield from (quote(text, safe="", errors="replace"), quote(text, errors="replace"))
        yield quote_plus(text, errors="replace")
        yield from (json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1])
        yield from (raw.hex(), raw.hex().upper())
        yield from _base64(raw)


def _base64(raw: bytes) -> Iterator[str]:
    """The characters that stand for `raw` alone, wherever it begins in a longer text that is encoded."""
    for shift, first in ((0, 0), (1, 2), (2, 3)):
        encoded = base64.b64encode(b"\0" * shift + raw).decode()
        own = encoded[first : (shift + len(raw)) * 8 // 6]
        if len(own) >= SHORTEST:
            yield own
            yield own.replace("+", "-").replace("/", "_")
