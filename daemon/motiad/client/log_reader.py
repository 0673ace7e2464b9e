"""A deployment's whole log, each line once: over pages, lost connections and restarts of the daemon."""

import asyncio
from collections.abc import AsyncIterator

from motiad.client.backoff import waits
from motiad.client.daemon import DaemonClient
from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import Phase
from motiad.contract.http import LogLine
from motiad.errors import MotiadError

AWAY = {ErrorCode.DAEMON_UNAVAILABLE, ErrorCode.SHUTTING_DOWN}
PATIENCE_SECONDS = 60.0
FIRST_WAIT = 0.1
LONGEST_WAIT = 5.0


class LogReader:
    """Reads on by number where it stopped.

    The stream's item holds only the newest lines, so a line that came while nobody was connected may be in none of its
    states; the daemon stores every line before it tells of it.
    """

    def __init__(self, client: DaemonClient, deployment_id: str, phase: Phase | None = None) -> None:
        self._client = client
        self._deployment_id = deployment_id
        self._phase = phase
        self._after = 0

    async def new(self, patience: float = PATIENCE_SECONDS) -> AsyncIterator[LogLine]:
        """Yield the lines that have not been read yet.

        Raises NOT_FOUND, and DAEMON_UNAVAILABLE or SHUTTING_DOWN once it has been away for `patience` seconds.
        """
        loop = asyncio.get_running_loop()
        answered, pauses = loop.time(), waits(FIRST_WAIT, LONGEST_WAIT)
        while True:
            try:
                page = await self._client.logs(self._deployment_id, phase=self._phase, after=self._after)
            except MotiadError as error:
                if error.code not in AWAY or loop.time() - answered >= patience:
                    raise
                await asyncio.sleep(next(pauses))
                continue
            if not page.lines:
                return
            for line in page.lines:
                self._after = line.number
                yield line
            answered, pauses = loop.time(), waits(FIRST_WAIT, LONGEST_WAIT)
