"""Takes a deployment's secrets out of texts, before they are kept or shown (`security-reliability.md`, section 3)."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from motiad.deployments.events import Redact
from motiad.deployments.ports import DeploymentSecrets
from motiad.secrets.encodings import spellings

MARK = "•••"
SHORTEST = 8
"""Shorter values are not secrets, or would tear up every text."""

PLAIN_NAMES = frozenset({"NODE_ENV", "APP_ENV", "PORT", "HOST", "LOG_LEVEL", "TZ", "LANG", "CI"})
"""Variables whose values are no secrets."""
PLAIN_VALUES = frozenset(
    {
        "production",
        "development",
        "staging",
        "preview",
        "testing",
        "localhost",
        "127.0.0.1",
        "true",
        "false",
        "enabled",
        "disabled",
        "undefined",
        "warning",
        "verbose",
    }
)
"""Plain words that are values of variables, in any case."""

_PRESIGNED = re.compile(
    r"(?i)\b(X-Amz-(?:Signature|Credential|Security-Token)|AWSAccessKeyId|X-Goog-(?:Signature|Credential)|Signature|sig)"
    r"(=|%3D)[^&\s\"'<>\\`]+"
)


def make_redactor(secrets: DeploymentSecrets) -> Redact:
    """Return a function that replaces the deployment's secrets in a text by `•••`.

    Secrets are the token, every variable's value of eight characters or more (but for `PLAIN_NAMES` and
    `PLAIN_VALUES`), and the signatures of presigned URLs; raw, line by line where a value has several, and in every
    encoding of `spellings`.
    """
    return _Redactor(_secrets(secrets))


class _Redactor:
    """Finds any of many strings at once: one compiled pattern of their beginnings, then the whole."""

    def __init__(self, secrets: Iterable[str]) -> None:
        by_start: defaultdict[str, set[str]] = defaultdict(set)
        for secret in secrets:
            for text in spellings(secret):
                if len(text) >= SHORTEST:
                    by_start[text[:SHORTEST]].add(text)
        self._by_start = {start: sorted(texts, key=len, reverse=True) for start, texts in by_start.items()}
        self._starts = re.compile(_any_of(self._by_start)) if self._by_start else None

    def __call__(self, text: str) -> str:
        """Return `text` with every secret replaced; secrets that overlap or touch become one mark."""
        kept: list[str] = []
        done = 0
        for start, end in self._found(text):
            if start > done or not kept:
                kept += (text[done:start], MARK)
            done = end
        redacted = "".join(kept) + text[done:] if kept else text
        return _PRESIGNED.sub(rf"\1\2{MARK}", redacted)

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where secrets are, in order, none inside what came before."""
        if self._starts is None:
            return
        end, position = 0, 0
        while match := self._starts.search(text, position):
            at = match.start()
            position = at + 1
            for secret in self._by_start[text[at : at + SHORTEST]]:
                if text.startswith(secret, at):
                    if at + len(secret) > end:
                        yield max(at, end), at + len(secret)
                        end = at + len(secret)
                    break


def _secrets(secrets: DeploymentSecrets) -> Iterator[str]:
    yield from _parts(secrets.token)
    for name, value in secrets.envs.items():
        if name not in PLAIN_NAMES and value.strip().lower() not in PLAIN_VALUES:
            yield from _parts(value)


def _parts(value: str) -> Iterator[str]:
    """Yield a value, and itself and each of its lines without the space around, as far as they are long enough."""
    for part in {value, value.strip(), *map(str.strip, value.splitlines())}:
        if len(part) >= SHORTEST and not part.isspace():
            yield part


def _any_of(texts: Iterable[str]) -> str:
    """Return a pattern for any of `texts`, two levels deep: with thousands of them it stays fast."""
    tree: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for text in texts:
        tree[text[0]][text[1]].append(text[2:])
    return _choice(
        re.escape(first)
        + _choice(re.escape(second) + _choice(map(re.escape, sorted(rest))) for second, rest in sorted(inner.items()))
        for first, inner in sorted(tree.items())
    )


def _choice(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(patterns)})"
