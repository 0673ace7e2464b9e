"""What watchers saw, by name, in the order they saw it; filled by threads, read by tests."""

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

Until = Callable[[Sequence[Any]], bool]


class Recordings:
    """Lists of states that grow while a test waits for them."""

    def __init__(self) -> None:
        self._states: dict[str, list[Any]] = defaultdict(list)
        self._changed = threading.Condition()
        self._end: str | None = None

    def add(self, name: str, state: Any) -> None:
        """Note that the watcher `name` saw `state`."""
        with self._changed:
            self._states[name].append(state)
            self._changed.notify_all()

    def end(self, reason: str) -> None:
        """Say that nothing more will come, and why: whoever still waits fails with it."""
        with self._changed:
            self._end = reason
            self._changed.notify_all()

    def of(self, name: str) -> list[Any]:
        """Return what `name` has seen so far."""
        with self._changed:
            return list(self._states[name])

    def wait(self, name: str, until: Until, seconds: float = 90) -> list[Any]:
        """Return what `name` has seen as soon as `until` holds for it; AssertionError after `seconds`."""
        with self._changed:
            seen = self._states[name]
            self._changed.wait_for(lambda: until(seen) or self._end is not None, seconds)
            why = self._end or f"not within {seconds} s"
            assert until(seen), f"{name}: {why}; {len(seen)} seen, the last {str(seen[-1:])[:500]}"
            return list(seen)


def arrived(states: Sequence[Any]) -> bool:
    """Whether anything was seen."""
    return bool(states)


def ended(states: Sequence[Any]) -> bool:
    """Whether the last state is a terminal one."""
    return bool(states) and states[-1] is not None and states[-1]["status"] in {"completed", "failed"}


def begun(states: Sequence[Any]) -> bool:
    """Whether the last state is past `idle`."""
    return bool(states) and states[-1] is not None and states[-1]["status"] != "idle"
