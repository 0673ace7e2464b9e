"""The stream's timestamps."""

import time


class Clock:
    """Milliseconds since the epoch that never repeat and never go back.

    The official item client drops a message whose timestamp is not greater than its last one
    (upstream facts, section 3), so a burst within one millisecond or a clock set back must not show.
    """

    def __init__(self) -> None:
        self._last = 0

    def tick(self) -> int:
        """The next timestamp, in milliseconds."""
        self._last = max(self._last + 1, time.time_ns() // 1_000_000)
        return self._last

    def not_before(self, timestamp: int) -> None:
        """Go on after `timestamp` (milliseconds), one that an earlier run has handed out."""
        self._last = max(self._last, timestamp)
