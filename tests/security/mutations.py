"""Requests and messages gone wrong, the same ones every time a seed is given."""

import json
import random
from collections.abc import Iterator, Mapping
from typing import Any

TOKENS = (
    b"\r\n", b"\0", b"{", b"[", b'"', b"NaN", b"-Infinity", b"1e999", b"\xff\xfe", b"\xc0\x80", b"\\ud800", b"\\u0000",
    b" ", b":", b",", b"%00", b"%ff", b"/../", b"Transfer-Encoding: chunked\r\n", b"Content-Length: 5\r\n",
    b"Expect: 100-continue\r\n", b"Upgrade: websocket\r\nConnection: upgrade\r\n", b"Connection: close\r\n",
)  # fmt: skip
ODD_VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 2**70, 1e308, "", " ", "x" * 9000, "\0", "\x1b[2J", "\ud800", "../../x", "file:///x",
    "__proto__", [], [[]], {}, {"a": {}}, [None] * 50, {"": ""}, "{}", "é" * 100,
)  # fmt: skip


class Mutations:
    """A source of broken things; `seed` decides all of them."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def some(self, count: int, bases: tuple[Mapping[str, Any], ...]) -> Iterator[bytes]:
        """Yield JSON objects that were changed in their meaning, in their bytes, or in both."""
        for _ in range(count):
            value: Any = dict(self.random.choice(bases))
            way = self.random.randrange(4)
            if way != 1:
                value = self._value(value)
            text = json.dumps(value, ensure_ascii=self.random.random() < 0.7)
            raw = text.encode("utf-8", "surrogatepass")
            yield self.raw(raw) if way != 0 else self._twice(raw)

    def raw(self, raw: bytes) -> bytes:
        """Return `raw` with some of its bytes changed, added, taken out or repeated."""
        pick, changed = self.random, bytearray(raw)
        for _ in range(pick.choice((1, 1, 2, 3, 8))):
            way, at = pick.randrange(6), pick.randrange(len(changed) + 1)
            if way == 0 and changed:
                changed[at % len(changed)] = pick.randrange(256)
            elif way == 1:
                changed[at:at] = pick.randbytes(pick.randrange(1, 5))
            elif way == 2:
                del changed[at : at + pick.randrange(1, 8)]
            elif way == 3:
                changed[at:at] = pick.choice(TOKENS)
            elif way == 4:
                changed[at:at] = changed[max(0, at - pick.randrange(1, 40)) : at]
            else:
                del changed[-pick.randrange(1, 10) :]
        return bytes(changed)

    def _value(self, value: Any) -> Any:
        """Replace, add or take away one thing somewhere in an object."""
        if not isinstance(value, dict) or self.random.random() < 0.05:
            return self._odd()
        name = self.random.choice([*value, "more"])
        way = self.random.randrange(4)
        if way == 0:
            return {key: kept for key, kept in value.items() if key != name}
        if way == 1 and isinstance(value.get(name), dict):
            return {**value, name: self._value(value[name])}
        if way == 2:
            return {**value, str(self._odd())[:300]: value.get(name)}
        return {**value, name: self._odd()}

    def _odd(self) -> Any:
        return self.random.choice(ODD_VALUES)

    def _twice(self, raw: bytes) -> bytes:
        """Sometimes give a key twice, nest far deeper than a parser can, or send far too much."""
        way = self.random.randrange(200)
        if way < 20:
            return raw[:-1] + b", " + raw[1:]
        if way < 23:
            return b"[" * 100_000
        if way < 28:
            deep = self.random.choice((90, 900, 990, 1200, 30_000))
            return raw[:-1] + b', "deep": ' + b"[" * deep + b"]" * deep + b"}"
        return raw + b" " * 1_100_000 if way == 28 else raw
