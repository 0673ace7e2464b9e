"""A bundle's bytes on their way into a request."""

import asyncio
from collections.abc import Callable
from typing import BinaryIO

from aiohttp.abc import AbstractStreamWriter
from aiohttp.http_writer import StreamWriter
from aiohttp.payload import Payload

_BLOCK = 2 * 1024 * 1024
"""Bytes of one read; while a block is sent, the next one is read."""
_PIECE = 256 * 1024
"""Bytes of one write: as few as that a slow network takes them long before it looks stalled."""


class BundleBody(Payload):
    """An open file as aiohttp sends it, once; it tells how far it is."""

    def __init__(self, file: BinaryIO, size: int, sent: Callable[[int], None], interval: float) -> None:
        """`file` is unbuffered and belongs to this from now on; `interval`: seconds between two reports at least."""
        super().__init__(file, content_type="application/zip")
        self.moved: Callable[[], None] = lambda: None
        """Called whenever the network has taken something."""
        self.short = False
        """The file had fewer bytes than the bundle."""
        self._file = file
        self._total = size
        self._sent = sent
        self._interval = interval
        self._transport: asyncio.WriteTransport | None = None
        self._ahead: asyncio.Future[bytes] | None = None
        self._unread = size
        self._passed = 0
        self._taken = -1
        self._clock: asyncio.TimerHandle | None = None

    @property
    def consumed(self) -> bool:
        """Whether it cannot be sent (again)."""
        return self._clock is not None

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """Refuse: a bundle is no text and is never held whole."""
        raise TypeError(f"a bundle is not text ({encoding}, {errors})")

    async def write(self, writer: AbstractStreamWriter) -> None:
        """Send everything."""
        await self.write_with_length(writer, None)

    async def write_with_length(self, writer: AbstractStreamWriter, content_length: int | None) -> None:  # noqa: ARG002
        """Send everything: its length is the request's. Raises `OSError`."""
        self._transport = writer.transport if isinstance(writer, StreamWriter) else None
        self._tick()
        self._read_ahead()
        while self._passed < self._total:
            block = memoryview(await self._next_block())  # slices of it are not copies
            for start in range(0, len(block), _PIECE):
                piece = block[start : start + _PIECE]
                await writer.write(piece)
                self._passed += len(piece)

    def report_all(self) -> None:
        """Tell that the storage has every byte."""
        self._report(self._total)

    def release(self) -> None:
        """Stop telling, and close the file: at once, or when the read that is under way has ended."""
        if self._clock is not None:
            self._clock.cancel()
        if self._ahead is None or self._ahead.done():
            self._file.close()
        else:
            self._ahead.add_done_callback(lambda _: self._file.close())

    def _tick(self) -> None:
        """Tell what the network has taken by now, and again after a while."""
        waiting = self._transport.get_write_buffer_size() if self._transport is not None else 0
        self._report(max(0, self._passed - waiting))
        self._clock = asyncio.get_running_loop().call_later(self._interval, self._tick)

    def _read_ahead(self) -> None:
        """Have the next block read, if there is one."""
        size = min(_BLOCK, self._unread)
        if size:
            self._ahead = asyncio.get_running_loop().run_in_executor(None, self._file.read, size)

    async def _next_block(self) -> bytes:
        """Return the block that was read, and have the next one read."""
        assert self._ahead is not None
        await asyncio.wait({self._ahead})  # to be cancelled here does not let go of the read
        block = self._ahead.result()
        if not block:
            self.short = True
            raise OSError("the file ended early")
        self._unread -= len(block)
        self._read_ahead()
        return block

    def _report(self, taken: int) -> None:
        if taken > self._taken:
            self._taken = taken
            self.moved()
            self._sent(taken)
