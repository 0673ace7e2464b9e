"""The time of day, as the wire counts it."""

import time


def now() -> int:
    """Return milliseconds since the epoch."""
    return time.time_ns() // 1_000_000
