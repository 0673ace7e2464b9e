import random
import zlib

import pytest

from motiad.builder import shared_parts
from motiad.builder.shared_parts import LEAST, SharedParts


def module(number: int) -> str:
    chance = random.Random(number)
    return f"\n// node_modules/m{number}.js\n{chance.randbytes(chance.randrange(200, 9000)).hex()}"


MODULES = [module(number) for number in range(80)]


def bundle(*modules: str) -> bytes:
    return "".join(modules).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"short",
        bundle(*MODULES),
        bundle(*MODULES[:3]),
        b"x" * 10 * LEAST,
        b"\n// " * LEAST,
        bytes(range(256)) * 999,
    ],
    ids=["empty", "short", "long", "medium", "no place to cut", "many places", "binary"],
)
def test_what_is_compressed_comes_out_again(content: bytes) -> None:
    parts = SharedParts()
    for _ in range(2):
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        assert inflate.decompress(parts.deflate(content)) == content
        assert inflate.eof
        assert not inflate.unused_data


def test_shared_modules_are_compressed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = SharedParts()
    parts.deflate(bundle("one", *MODULES))
    new: list[int] = []
    monkeypatch.setattr(parts, "_remember", lambda key, plain, packed: new.append(len(plain)))
    parts.deflate(bundle("another beginning", MODULES[3], *MODULES))
    assert sum(new) < sum(map(len, MODULES)) / 2


def test_the_bytes_depend_on_the_contents_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    content = bundle("two", *MODULES)
    before = SharedParts()
    before.deflate(bundle("one", *MODULES))
    fresh = SharedParts().deflate(content)
    assert before.deflate(content) == fresh
    monkeypatch.setattr(shared_parts, "ROOM", LEAST)  # nothing stays long
    assert before.deflate(content) == fresh


def test_parts_are_told_apart_by_their_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("motiad.builder.shared_parts.zlib_ng.crc32", lambda part: 0)
    parts = SharedParts()
    for content in (b"a" * 99, b"b" * 99):
        assert zlib.decompress(parts.deflate(content), -zlib.MAX_WBITS) == content
