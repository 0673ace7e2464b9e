"""Nothing that is sent ends the daemon, makes it answer 500, or makes it grow.

`FUZZ_BODIES=100000 .venv/bin/pytest tests/security/test_fuzz.py` sends ten times as much of everything, and
`FUZZ_SEED=2` something else; a failure shows what was sent.
"""

import asyncio
import os
from collections.abc import Iterator

import pytest

from .http_fuzz import STRANGERS_HEADS, send_bodies, send_heads
from .stream_fuzz import send_frames, send_messages
from .target import Target

BODIES = int(os.environ.get("FUZZ_BODIES", "10000"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))


@pytest.fixture(scope="module")
def settled(target: Target) -> Target:
    """A daemon that has met everything once."""

    async def everything() -> None:
        await send_bodies(target, 1000, 0)
        await send_messages(target, 1000, 0)
        await send_heads(target, 200, 0)
        await send_frames(target, 100, 0)

    asyncio.run(everything())
    target.settle()
    return target


@pytest.fixture(autouse=True)
def healthy(settled: Target) -> Iterator[None]:
    """After each test it is as well as it was before the first."""
    yield
    settled.check_health()


async def test_bodies(target: Target):
    seen = await send_bodies(target, BODIES, SEED)
    assert seen.total() == BODIES
    assert seen[400] > BODIES / 2, seen
    assert seen[409] > BODIES / 1000, f"hardly anything got as far as the scheduler: {seen}"
    assert seen[413] and seen[0] < BODIES / 100, seen


async def test_stream_messages(target: Target):
    seen = await send_messages(target, BODIES, SEED)
    assert seen["messages"] > BODIES / 20, f"each batch is answered, errors of one kind together: {seen}"
    assert seen["answered"] > BODIES / 50 and seen["closed 1007"] and seen["closed 1009"], seen


async def test_request_heads(target: Target):
    count = BODIES // 5
    seen = await send_heads(target, count, SEED)
    assert count / 20 < seen[400] < count * 0.9, f"some break, some get further: {seen}"
    assert seen[101] and seen[401] and seen[404], seen
    assert seen[0] < count / 10, seen


async def test_request_heads_of_a_stranger_never_get_in(target: Target):
    count = BODIES // 20
    seen = await send_heads(target, count, SEED, STRANGERS_HEADS)
    assert seen[403] > count / 5, seen
    assert set(seen) <= {0, 400, 403}, seen


async def test_frames(target: Target):
    count = BODIES // 10
    seen = await send_frames(target, count, SEED)
    assert seen["closed 1002"] > count / 10, seen
