"""The local cloud inside another process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from motiad.contract.cloud import CloudUrls
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError
from motiad.localcloud import LocalCloud, LocalCloudError


class EmbeddedCloud:
    """Started when it is first wanted, stopped with its process."""

    def __init__(self, data: Path, *, port: int = 0, delay: float = 0.15) -> None:
        """`delay`: seconds it takes for each change of a resource."""
        self._cloud = LocalCloud(data, port=port, step_delay=delay)
        self._starting = asyncio.Lock()
        self._running = False

    async def start(self) -> CloudUrls:
        """Start it unless it runs, and return where it answers. Raises `MotiadError` (CLOUD_UNREACHABLE)."""
        async with self._starting:
            if not self._running:
                try:
                    await self._cloud.start()
                except LocalCloudError as error:
                    raise MotiadError(
                        ErrorCode.CLOUD_UNREACHABLE,
                        f"The local cloud cannot start: {error.message}",
                        hint=error.hint,
                    ) from None
                self._running = True
        return CloudUrls(url=self._cloud.url, ws_url=self._cloud.ws_url)

    async def stop(self) -> None:
        """Stop it if it runs."""
        if self._running:
            await self._cloud.stop()


@asynccontextmanager
async def local_cloud(data: Path, port: int) -> AsyncIterator[CloudUrls]:
    """Run the local cloud for as long as the context lasts."""
    cloud = EmbeddedCloud(data, port=port)
    try:
        yield await cloud.start()
    finally:
        await cloud.stop()
