"""The local cloud inside another process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from motiad.contract.cloud import CloudUrls
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError

if TYPE_CHECKING:
    from motiad.localcloud import LocalCloud


class EmbeddedCloud:
    """Started when it is first wanted, stopped with its process."""

    def __init__(self, data: Path, *, port: int = 0, delay: float = 0.15) -> None:
        """`delay`: seconds it takes for each change of a resource."""
        self._data = data
        self._port = port
        self._delay = delay
        self._starting = asyncio.Lock()
        self._cloud: LocalCloud | None = None
        self.problem: str | None = None
        """Why it could not be started when it was wanted last."""

    async def start(self) -> CloudUrls:
        """Start it unless it runs, and return where it answers. Raises `MotiadError` (CLOUD_UNREACHABLE)."""
        from motiad.localcloud import LocalCloud, LocalCloudError  # a daemon that deploys elsewhere does without

        async with self._starting:
            if self._cloud is None:
                cloud = LocalCloud(self._data, port=self._port, step_delay=self._delay)
                try:
                    await cloud.start()
                except LocalCloudError as error:
                    self.problem = f"The local cloud cannot start: {error.message}"
                    raise MotiadError(ErrorCode.CLOUD_UNREACHABLE, self.problem, hint=error.hint) from None
                self._cloud, self.problem = cloud, None
        return CloudUrls(url=self._cloud.url, ws_url=self._cloud.ws_url)

    async def stop(self) -> None:
        """Stop it if it runs."""
        if self._cloud is not None:
            await self._cloud.stop()


@asynccontextmanager
async def local_cloud(data: Path, port: int) -> AsyncIterator[CloudUrls]:
    """Run the local cloud for as long as the context lasts."""
    cloud = EmbeddedCloud(data, port=port)
    try:
        yield await cloud.start()
    finally:
        await cloud.stop()
