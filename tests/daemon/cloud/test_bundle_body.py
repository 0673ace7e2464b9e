"""A body and the transports that take it."""

import asyncio
import os

import pytest
from aiohttp.base_protocol import BaseProtocol
from aiohttp.http_writer import StreamWriter

from motiad.cloud.bundle_body import BundleBody
from motiad.cloud.bundle_file import BundleFile

SIZE = 3_000_001


class Holder(asyncio.Transport):
    """Keeps what it gets as it is, the way asyncio's own do from Python 3.12 on, until a test takes it."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[memoryview] = []

    def write(self, data) -> None:
        self.held.append(data)

    def get_write_buffer_size(self) -> int:
        return sum(map(len, self.held))

    def is_closing(self) -> bool:
        return False


class Taker(Holder):
    """Takes everything at once."""

    def __init__(self) -> None:
        super().__init__()
        self.taken = bytearray()

    def write(self, data) -> None:
        self.taken += data


@pytest.fixture
def content():
    return os.urandom(SIZE)


@pytest.fixture
def send(tmp_path, content):
    path = tmp_path / "bundle.zip"
    path.write_bytes(content)

    async def run(transport):
        loop = asyncio.get_running_loop()
        protocol = BaseProtocol(loop)
        protocol.connection_made(transport)
        body = BundleBody(BundleFile(path.open("rb", buffering=0)), SIZE, lambda _: None, 60.0)
        try:
            await body.write(StreamWriter(protocol, loop))
        finally:
            body.release()

    return run


async def test_what_a_transport_still_holds_is_not_overwritten(send, content):
    transport = Holder()
    await send(transport)
    assert b"".join(transport.held) == content


async def test_others_have_their_turn_however_fast_the_network_is(send, content):
    transport = Taker()
    sending = asyncio.create_task(send(transport))
    turns = 0
    while not sending.done():
        turns += 1
        await asyncio.sleep(0)
    await sending
    assert transport.taken == content
    assert turns > 2
