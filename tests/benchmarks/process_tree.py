"""Runs a command and measures it with all its children: time, processor time, and the peak of their memory together."""

import contextlib
import resource
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

INTERVAL = 0.02
"""Seconds between two looks at /proc."""
PAGE = 4096


@dataclass(frozen=True)
class Cost:
    """What a command took."""

    seconds: float
    processor: float
    """Seconds of processor time: what does not depend on what else the machine is doing."""
    peak: int
    """Bytes."""


def measure(command: Sequence[str | Path], cwd: Path, env: Mapping[str, str]) -> Cost:
    """Run a command to its end; raises `RuntimeError` with its output when it fails.

    It gets a session of its own, by which its children are known even when their parents have ended.
    """
    began, before = time.perf_counter(), _processor()
    child = subprocess.Popen(
        command,
        cwd=cwd,
        env=dict(env),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    ended = threading.Event()
    peaks = [0]
    watch = threading.Thread(target=_watch, args=(child.pid, ended, peaks))
    watch.start()
    output, _ = child.communicate(timeout=1800)
    seconds = time.perf_counter() - began
    ended.set()
    watch.join()
    if child.returncode:
        raise RuntimeError(f"{command[0]} ended with {child.returncode}:\n{output[-4000:]}")
    return Cost(seconds, _processor() - before, max(peaks))


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _watch(session: int, ended: threading.Event, peaks: list[int]) -> None:
    while not ended.wait(INTERVAL):
        peaks.append(resident(session))


def below(pid: int) -> set[int]:
    """Return the processes that descend from one, as far as their parents are still there; zombies do not count."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with contextlib.suppress(OSError):
                state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
                if state != "Z":
                    parents[int(folder.name)] = int(parent)
    found: set[int] = set()
    while more := {child for child, parent in parents.items() if parent in found | {pid}} - found:
        found |= more
    return found


def resident(session: int) -> int:
    """Return the resident memory of a session's processes, in bytes."""
    total = 0
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == session:
                total += int(fields[21]) * PAGE
    return total
