"""A bundle's bytes on their way into a request."""

import asyncio
from collections.abc import Callable

from aiohttp.abc import AbstractStreamWriter
from aiohttp.http_writer import StreamWriter
from aiohttp.payload import Payload

from motiad.cloud.bundle_file import BundleFile

_PIECE = 256 * 1024
"""Bytes of one write to this machine (nothing else gets a bundle without TLS): still in the processor's cache when they
are sent, and few enough times that the reader is woken."""
_ENCRYPTED_PIECE = 64 * 1024
"""Bytes of one write over TLS, where each is copied twice more: as few as that a slow network takes them long before it
looks stalled."""
_TURN = 1024 * 1024
"""Bytes after which the loop's other tasks have their turn, however fast the network takes them."""


class BundleBody(Payload):
    """A file as aiohttp sends it, once; it tells how far it is."""

    def __init__(self, file: BundleFile, size: int, sent: Callable[[int], None], interval: float) -> None:
        """`file` belongs to this from now on; `interval`: seconds between two reports at least."""
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
        buffer = self._buffer()
        turn = _TURN
        while self._passed < self._total:
            length = await self._file.read_into(buffer[: self._total - self._passed])
            if not length:
                self.short = True
                raise OSError("the file ended early")
            await writer.write(buffer[:length])
            self._passed += length
            if self._transport is None or self._waiting():
                buffer = self._buffer()  # the transport may hold on to the old one instead of copying it
            if self._passed >= turn:
                turn = self._passed + _TURN
                await asyncio.sleep(0)

    def report_all(self) -> None:
        """Tell that the storage has every byte."""
        self._report(self._total)

    def release(self) -> None:
        """Stop telling, and close the file as soon as nothing reads it."""
        if self._clock is not None:
            self._clock.cancel()
        self._file.close()

    def _tick(self) -> None:
        """Tell what the network has taken by now, and again after a while."""
        self._report(max(0, self._passed - self._waiting()))
        self._clock = asyncio.get_running_loop().call_later(self._interval, self._tick)

    def _buffer(self) -> memoryview:
        encrypted = self._transport is not None and self._transport.get_extra_info("sslcontext") is not None
        return memoryview(bytearray(_ENCRYPTED_PIECE if encrypted else _PIECE))

    def _waiting(self) -> int:
        """Return how many bytes the transport still has."""
        return self._transport.get_write_buffer_size() if self._transport is not None else 0

    def _report(self, taken: int) -> None:
        if taken > self._taken:
            self._taken = taken
            self.moved()
            self._sent(taken)
