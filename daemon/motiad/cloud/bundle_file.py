"""A bundle's file on its way into the memory that is sent."""

import asyncio
import os
import sys
from io import FileIO


class BundleFile:
    """An open file, read from its beginning to its end; the loop never waits for a disk."""

    def __init__(self, file: FileIO) -> None:
        """`file` belongs to this from now on."""
        self._file = file
        self._reading: asyncio.Future[int] | None = None

    async def read_into(self, buffer: memoryview) -> int:
        """Read the next bytes, at most as many as `buffer` takes; return their number, 0 at the end. Raises `OSError`.

        Whoever is cancelled here leaves the buffer to a read that may still be under way.
        """
        length = self._read_at_once(buffer)
        if length:
            return length
        self._reading = asyncio.get_running_loop().run_in_executor(None, self._file.readinto, buffer)
        await asyncio.wait({self._reading})  # to be cancelled here does not let go of the read
        return self._reading.result()

    def close(self) -> None:
        """Close the file: at once, or when the read that is under way has ended."""
        if self._reading is None or self._reading.done():
            self._file.close()
        else:
            self._reading.add_done_callback(lambda _: self._file.close())

    def _read_at_once(self, buffer: memoryview) -> int:
        """Read what the system has in its memory; 0: nothing, or it cannot tell, or the file is at its end.

        A thread for each piece would cost as much as sending it.
        """
        if sys.platform != "linux":
            return 0
        try:
            return os.preadv(self._file.fileno(), [buffer], -1, os.RWF_NOWAIT)  # -1: where the last read ended
        except OSError:
            return 0
