"""Broken stream messages and broken WebSocket frames, over raw sockets."""

import asyncio
import json
import struct
import time
from collections import Counter
from collections.abc import Iterator, Sequence

from .mutations import Mutations
from .target import Target

AT_ONCE = 8
MALFORMED = 20
"""Malformed messages a client may send before it is closed (admission policy, rule 11)."""
LARGEST = 64 * 1024
ANSWER_SECONDS = 60.0
FRAME_SECONDS = 0.3
"""A frame whose rest never comes is not waited for any longer, or for ten times as long as a handshake took."""

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
INTERNAL_ERROR = 1011
HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n\r\n"
)
ROOM = {"streamName": "deployment-status", "groupId": "deployments", "subscriptionId": "s1"}
MESSAGES = (
    {"type": "join", "data": {**ROOM, "id": "dep-1"}},
    {"type": "join", "data": ROOM},
    {"type": "leave", "data": ROOM},
    {"type": "join", "data": {**ROOM, "streamName": "__motia.deployment", "groupId": "dep-1", "id": "data"}},
)


class WrongFrameError(AssertionError):
    """What a client of ours must never be sent."""


async def send_messages(target: Target, count: int, seed: int) -> Counter[str]:
    """Send `count` broken messages, as many on one connection as it takes; return what came back, by kind."""
    mutations, seen = Mutations(seed), Counter[str]()
    frames = [_message(mutations, raw) for raw in mutations.some(count, MESSAGES)]
    batches = list(_batches(frames))
    await asyncio.gather(*(_send(target, batches[first::AT_ONCE], seen) for first in range(AT_ONCE)))
    return seen


async def send_frames(target: Target, count: int, seed: int) -> Counter[str]:
    """Send random bytes and broken frames where frames belong, each on a connection of its own."""
    mutations, seen = Mutations(seed), Counter[str]()
    pick = mutations.random
    whole = [frame(TEXT, json.dumps(message).encode()) for message in MESSAGES]
    noise = [
        pick.randbytes(pick.randrange(1, 300)) if pick.random() < 0.5 else mutations.raw(pick.choice(whole))
        for _ in range(count)
    ]

    async def send(each: Sequence[bytes]) -> None:
        for raw in each:
            began = time.monotonic()
            reader, writer = await _connect(target)
            patience = max(FRAME_SECONDS, 10 * (time.monotonic() - began))
            writer.write(raw)
            try:
                async with asyncio.timeout(patience):
                    await _read(reader, seen, raw)
            except TimeoutError:
                seen["waits"] += 1
            writer.close()

    await asyncio.gather(*(send(noise[first :: 4 * AT_ONCE]) for first in range(4 * AT_ONCE)))
    return seen


def frame(kind: int, payload: bytes) -> bytes:
    """Return a whole frame as a client sends it: final, masked (with zeros)."""
    size = len(payload)
    if size < 126:
        length = bytes([0x80 | size])
    else:
        length = b"\xfe" + struct.pack("!H", size) if size < 65536 else b"\xff" + struct.pack("!Q", size)
    return bytes([0x80 | kind]) + length + bytes(4) + payload


def _message(mutations: Mutations, raw: bytes) -> bytes:
    """Make most of them text: what is not ends its connection before anybody looks at what it says."""
    way = mutations.random.random()
    if way < 0.03:
        return frame(BINARY, raw)
    return frame(TEXT, raw if way < 0.06 else raw.decode("utf-8", "replace").encode())


def _batches(frames: Sequence[bytes]) -> Iterator[list[bytes]]:
    """Cut into what one connection takes: after a message that ends it, or after as many as may be malformed."""
    batch: list[bytes] = []
    for each in frames:
        batch.append(each)
        if len(batch) == MALFORMED or _ends_it(each):
            yield batch
            batch = []
    if batch:
        yield batch


def _ends_it(raw: bytes) -> bool:
    if len(raw) > LARGEST:
        return True
    try:
        raw[8 if raw[1] == 0xFE else 6 :].decode()
    except UnicodeDecodeError:
        return raw[0] == 0x80 | TEXT
    return False


async def _send(target: Target, batches: Sequence[list[bytes]], seen: Counter[str]) -> None:
    for batch in batches:
        reader, writer = await _connect(target)
        try:
            writer.write(b"".join(batch) + frame(PING, b"all of them"))
            async with asyncio.timeout(ANSWER_SECONDS):
                closed = await _read(reader, seen, batch[-1])
        except ConnectionError:
            closed = None
        assert closed != 1008, f"closed before {MALFORMED} messages were malformed"
        assert (closed is not None) == _ends_it(batch[-1]) or closed is None, (closed, batch[-1][:500])
        writer.close()


async def _connect(target: Target) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", target.port)
    writer.write(HANDSHAKE)
    async with asyncio.timeout(ANSWER_SECONDS):
        head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 101 "), head
    return reader, writer


async def _read(reader: asyncio.StreamReader, seen: Counter[str], sent: bytes) -> int | None:
    """Read and check frames up to the pong (None), the end of the connection (None) or a close (its code)."""
    while True:
        try:
            first, length = await reader.readexactly(2)
            if length == 126:
                [length] = struct.unpack("!H", await reader.readexactly(2))
            elif length == 127:
                [length] = struct.unpack("!Q", await reader.readexactly(8))
            payload = await reader.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError):
            seen["cut"] += 1
            return None
        kind = first & 0x0F
        if kind == CLOSE:
            code = struct.unpack("!H", payload[:2])[0] if payload else 1005
            seen[f"closed {code}"] += 1
            if code == INTERNAL_ERROR:
                raise WrongFrameError(f"closed with {code} after {sent[:2000]!r}")
            return int(code)
        if kind == PONG and payload == b"all of them":
            seen["answered"] += 1
            return None
        if kind == TEXT:
            _check_message(payload, sent)
            seen["messages"] += 1


def _check_message(payload: bytes, sent: bytes) -> None:
    """The official Node client dies of text that is not JSON, and of a message without an event."""
    told = json.loads(payload)
    event = told.get("event") if isinstance(told, dict) else None
    if not isinstance(event, dict) or event.get("type") not in {"sync", "event", "create", "update", "delete"}:
        raise WrongFrameError(f"{payload[:500]!r} after {sent[:2000]!r}")
