"""Reading a bundle, from memory and from what lets one wait."""

import asyncio
import os
from io import FileIO

import pytest

from motiad.cloud.bundle_file import BundleFile


@pytest.fixture
def pipe():
    """A file whose bytes come when a test writes them: (file, writing end)."""
    reading, writing = os.pipe()
    file = FileIO(reading)
    yield file, writing
    os.close(writing)
    file.close()


async def whole(file: BundleFile, size: int) -> bytes:
    read = bytearray()
    buffer = memoryview(bytearray(size))
    while length := await file.read_into(buffer):
        read += buffer[:length]
    return bytes(read)


@pytest.mark.parametrize("cold", [False, True])
async def test_every_byte_comes_once(tmp_path, cold):
    content = os.urandom(1_000_003)
    path = tmp_path / "bundle.zip"
    path.write_bytes(content)
    with path.open("rb", buffering=0) as opened:
        if cold and hasattr(os, "posix_fadvise"):
            os.fsync(opened.fileno())
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        assert await whole(BundleFile(opened), 65_536) == content


async def test_the_loop_goes_on_while_a_read_waits(pipe):
    opened, writing = pipe
    file = BundleFile(opened)
    buffer = memoryview(bytearray(100))
    reading = asyncio.create_task(file.read_into(buffer))
    await asyncio.sleep(0.01)
    assert not reading.done()
    os.write(writing, b"late")
    assert await asyncio.wait_for(reading, 10) == 4
    assert buffer[:4] == b"late"
    file.close()
    assert opened.closed


async def test_a_file_is_not_closed_under_a_read(pipe):
    """Its number may be another file's a moment later."""
    opened, writing = pipe
    file = BundleFile(opened)
    reading = asyncio.create_task(file.read_into(memoryview(bytearray(100))))
    await asyncio.sleep(0.01)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    file.close()
    assert not opened.closed
    os.write(writing, b"late")
    async with asyncio.timeout(10):
        while not opened.closed:
            await asyncio.sleep(0.005)
