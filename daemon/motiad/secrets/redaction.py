"""Takes a deployment's secrets out of texts, before they are kept or shown (`security-reliability.md`, section 3)."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from motiad.deployments.events import Redact
from motiad.deployments.ports import DeploymentSecrets
from motiad.deployments.sanitise import CUT, one_line, sanitise
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


_LONG = 24
_STRIDE = _LONG - SHORTEST + 1
_MOST_SAMPLED = 20_000
"""Strings; their samples take some 100 bytes each."""


def make_redactor(secrets: DeploymentSecrets) -> Redact:
    """Return a function that replaces the deployment's secrets in a text by `•••`.

    Secrets are the token, every variable's value of eight characters or more (but for `PLAIN_NAMES` and
    `PLAIN_VALUES`), and the signatures of presigned URLs; raw, line by line where a value has several, in every
    encoding of `spellings`, and the beginning of one where `one_line` cut a text.
    """
    return _Redactor(_secrets(secrets))


def make_value_redactor(values: Iterable[str]) -> Redact:
    """Return the same for any secret values: API keys, say, or those of many deployments together."""
    return _Redactor(part for value in values for part in _parts(value))


class _Redactor:
    """Finds any of many strings at once: one compiled pattern of their beginnings, then the whole.

    Nearly every line has no secret in it, and is let through by samples: of every string of `_LONG` characters or more,
    the pieces of eight that begin within its first `_STRIDE` characters are known, and wherever it lies in a text, one
    of the pieces taken every `_STRIDE` characters is among them. Shorter strings have a pattern of their own.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        spelled = {text for secret in secrets for text in spellings(secret)}
        # What is printed is sanitised before it comes here.
        texts = {text for text in (*spelled, *map(sanitise, spelled)) if len(text) >= SHORTEST}
        by_start: defaultdict[str, set[str]] = defaultdict(set)
        for text in texts:
            by_start[text[:SHORTEST]].add(text)
        self._by_start = {start: sorted(each, key=len, reverse=True) for start, each in by_start.items()}
        self._starts = _pattern(texts)
        long = [text for text in texts if len(text) >= _LONG][:_MOST_SAMPLED]
        self._samples = frozenset(text[at : at + SHORTEST] for text in long for at in range(_STRIDE))
        self._others = _pattern(texts.difference(long))

    def __call__(self, text: str) -> str:
        """Return `text` with every secret replaced; secrets that overlap or touch become one mark."""
        redacted = self._without_secrets(text) if self._may_hold(text) else text
        lower = redacted.lower()  # one of these words, in any case, is in whatever the pattern finds
        if "sig" in lower or "awsaccesskeyid" in lower or "credential" in lower or "security-token" in lower:
            return _PRESIGNED.sub(rf"\1\2{MARK}", redacted)
        return redacted

    def _may_hold(self, text: str) -> bool:
        """Tell whether a secret may be in a text; never says no to one that is."""
        if CUT in text:
            return True  # what is before it may be the beginning of one
        pieces = [text[at : at + SHORTEST] for at in range(0, len(text) - SHORTEST + 1, _STRIDE)]
        return not self._samples.isdisjoint(pieces) or (self._others is not None and bool(self._others.search(text)))

    def _without_secrets(self, text: str) -> str:
        kept: list[str] = []
        done = 0
        for start, end in self._found(text):
            if start > done or not kept:
                kept += (text[done:start], MARK)
            done = end
        return "".join(kept) + text[done:] if kept else text

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where secrets are, in order, none inside what came before."""
        if self._starts is None:
            return
        end, position, cut = 0, 0, text.find(CUT)
        while match := self._starts.search(text, position):
            at = match.start()
            position = at + 1
            if 0 <= cut < at:
                cut = text.find(CUT, at)
            found = self._end(text, at, cut)
            if found > end:
                yield max(at, end), found
                end = found

    def _end(self, text: str, at: int, cut: int) -> int:
        """Return where the longest secret ends that begins at a place; at `cut` where the rest of it was left out."""
        end = at
        for secret in self._by_start[text[at : at + SHORTEST]]:
            if text.startswith(secret, at):
                return max(end, at + len(secret))
            if cut - at >= SHORTEST and secret.startswith(text[at:cut]):
                end = cut
        return end


def _secrets(secrets: DeploymentSecrets) -> Iterator[str]:
    yield from _parts(secrets.token)
    for name, value in secrets.envs.items():
        if name not in PLAIN_NAMES and value.strip().lower() not in PLAIN_VALUES:
            yield from _parts(value)


def _parts(value: str) -> Iterator[str]:
    """Yield what a text may have of a value: all of it, each of its lines, all its lines in one.

    As it is, and sanitised, which what is printed is whole or line by line; as far as it is long enough.
    """
    pieces = {value, one_line(value, limit=len(value))}
    for text in (value, sanitise(value)):
        # A form feed, say, ends a line to `splitlines`, while whoever splits at line feeds prints on in the same one.
        pieces.update((text, *text.splitlines(), *text.split("\n")))
    pieces |= {sanitise(piece) for piece in pieces}
    for part in {*pieces, *map(str.strip, pieces)}:
        if len(part) >= SHORTEST and not part.isspace():
            yield part


def _pattern(texts: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds where any of `texts` may begin."""
    starts = {text[:SHORTEST] for text in texts}
    return re.compile(_any_of(starts)) if starts else None


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
