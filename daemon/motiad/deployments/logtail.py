"""The end of a phase's log as the stream item carries it (`security-reliability.md`, section 2)."""

import re
from itertools import accumulate, takewhile

MAX_LINES = 1000
MAX_BYTES = 128 * 1024

_NOTICE = re.compile(r"^… (\d+) earlier lines left out; the whole log is kept with the deployment$")


def append(tail: tuple[str, ...], lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return `tail` with `lines` added, at most `MAX_LINES` lines and `MAX_BYTES` of UTF-8.

    What is cut from the head is counted in a first line that says so.
    """
    omitted, kept = split(tail)
    whole = kept + lines
    newest_first = [len(line.encode()) + 1 for line in reversed(whole)]
    fitting = sum(1 for _ in takewhile(lambda total: total <= MAX_BYTES, accumulate(newest_first)))
    keep = min(len(whole), fitting, MAX_LINES)
    if omitted or keep < len(whole):
        keep = min(keep, MAX_LINES - 1)
        omitted += len(whole) - keep
        return (_notice(omitted), *whole[len(whole) - keep :])
    return whole


def _notice(count: int) -> str:
    return f"… {count} earlier lines left out; the whole log is kept with the deployment"


def split(tail: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    """Separate the notice from the lines: how many were left out before, and what is there."""
    notice = _NOTICE.match(tail[0]) if tail else None
    return (int(notice[1]), tail[1:]) if notice else (0, tail)
