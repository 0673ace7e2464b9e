"""Rule 11: how often deployments may be started."""

import asyncio
import math
from collections import deque
from typing import Literal

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError

WINDOW_SECONDS = 60.0
Asker = Literal["page", "program"]
"""Counted apart, so that a page that floods does not starve the command line."""


class StartRate:
    """A sliding window over the starts of the last minute."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._starts: dict[Asker, deque[float]] = {"page": deque(), "program": deque()}

    def count(self, asker: Asker) -> None:
        """Count one start. Raises `MotiadError` (RATE_LIMITED) with the seconds to wait in `details`."""
        now = asyncio.get_running_loop().time()
        starts = self._starts[asker]
        while starts and starts[0] <= now - WINDOW_SECONDS:
            starts.popleft()
        if len(starts) >= self._limit:
            seconds = max(1, math.ceil(starts[0] + WINDOW_SECONDS - now))
            raise MotiadError(
                ErrorCode.RATE_LIMITED,
                f"More than {self._limit} deployments were started within a minute.",
                hint=f"Try again in {seconds} s.",
                details={"retryAfter": seconds},
            )
        starts.append(now)
