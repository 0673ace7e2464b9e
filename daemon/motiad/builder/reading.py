"""Runs a reader: one child that loads many sources and writes a line for each, and may hang or die on any of them."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from motiad.builder.children import Children, Finished
from motiad.builder.memory_limit import MOST, in_words
from motiad.builder.problems import Problem, code_frame

LOAD_TIMEOUT = 30.0
"""Seconds without a line until the source being loaded counts as hung."""
RUN_TIMEOUT = 3600.0
"""Seconds for all sources together."""

LOADING_HINT = (
    "A step's file is loaded while it is built; environment variables it needs then are read from the project's .env."
)
MEMORY_HINT = (
    "A step's file is loaded while it is built, with at most a quarter of the memory that is free, and 2 GiB: "
    "let the handler load what is large."
)
_OUT_OF_MEMORY = ("JavaScript heap out of memory", "process out of memory")
"""What Node says before it gives up."""

Command = Callable[[Sequence[str], Path], Sequence[str | Path]]
"""Makes the reader's command for these sources, writing its lines to this file. May block on file writing."""


@dataclass(frozen=True)
class ReadSource:
    """What a reader found out about one step or stream."""

    config: Mapping[str, Any]
    line: Mapping[str, Any]
    """Everything the reader said about it."""


@dataclass
class Readings:
    """What became of the sources: each is either read or has a problem."""

    read: dict[str, ReadSource] = field(default_factory=dict)
    problems: dict[str, list[Problem]] = field(default_factory=dict)
    retry: dict[str, str] = field(default_factory=dict)
    """Sources with a problem that another way of reading may not have, and the reader's word for it."""
    inputs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The files each source that was read is made of, where its reader knows them; relative to the project."""
    output: list[str] = field(default_factory=list)
    """What the sources printed while they were loaded."""


@dataclass(frozen=True)
class Reader:
    """A reader child; started again without the source it stopped at."""

    project: Path
    children: Children
    env: Mapping[str, str]
    load_timeout: float = LOAD_TIMEOUT
    memory: int = MOST
    """Bytes the child may have; see `memory_limit`."""

    async def read(self, sources: Sequence[str], folder: Path, command: Command) -> Readings:
        """Read every source, in as many runs as it takes; each run after the first leaves one failed source behind.

        A source at which memory ran out is read again by a child of its own first: others may have taken it.
        """
        readings = Readings()
        waiting = list(sources)
        while waiting:
            result, first = folder / f"read-{len(sources) - len(waiting)}.jsonl", waiting[0]
            ended = await self._watched(await asyncio.to_thread(command, tuple(waiting), result), result)
            readings.output += [line for line in (ended.stdout + ended.stderr).splitlines() if line.strip()]
            done, loading, full = await asyncio.to_thread(self._take, result, readings)
            waiting = [source for source in waiting if source not in done]
            if waiting:
                guilty = loading if loading in waiting else waiting[0]
                full = full or ended.too_large or any(words in ended.stderr for words in _OUT_OF_MEMORY)
                if full and first in done:
                    continue
                readings.problems[guilty] = [self._stopped(guilty, ended, full, loading == guilty)]
                waiting.remove(guilty)
        return readings

    async def _watched(self, command: Sequence[str | Path], result: Path) -> Finished:
        """Run the reader until it ends, or until it has written nothing for too long."""
        run = asyncio.create_task(
            self.children.run(command, cwd=self.project, env=self.env, timeout=RUN_TIMEOUT, memory=self.memory)
        )
        now = asyncio.get_running_loop().time
        size, changed = 0, now()
        try:
            while True:
                await asyncio.wait({run}, timeout=self.load_timeout / 10)
                if run.done():
                    return run.result()
                before, size = size, await asyncio.to_thread(_size, result)
                if size != before:
                    changed = now()
                elif now() - changed > self.load_timeout:
                    return Finished(-1, "", "", timed_out=True)
        finally:
            if not run.done():
                run.cancel()
                await asyncio.wait({run})

    def _take(self, result: Path, readings: Readings) -> tuple[set[str], str | None, bool]:
        """Take a run's lines in; return what is settled, what it was loading last, and whether memory ran out there."""
        done: set[str] = set()
        loading: str | None = None
        full = False
        if not result.exists():
            return done, None, full
        for text in result.read_text("utf-8", "replace").splitlines():
            try:
                line = json.loads(text)
            except ValueError:
                continue
            if "loading" in line:
                loading = line["loading"]
            elif "full" in line:
                full = True
            elif "read" in line:
                readings.read[line["read"]] = ReadSource(line["config"], line)
                done.add(line["read"])
            elif "failed" in line:
                readings.problems[line["failed"]] = [self._problem(line)]
                done.add(line["failed"])
                if "retry" in line:
                    readings.retry[line["failed"]] = line["retry"]
        return done, loading, full

    def _stopped(self, source: str, ended: Finished, full: bool, loading: bool) -> Problem:
        if full:
            text = f"loading it takes more than {in_words(self.memory)} of memory"
            return Problem(source, text, hint=MEMORY_HINT)
        return Problem(source, _why(ended, self.load_timeout, loading))

    def _problem(self, line: Mapping[str, Any]) -> Problem:
        place = line.get("file")
        number, column = line.get("line"), line.get("column")
        hint = LOADING_HINT if line.get("raised") else None
        if place is None:
            return Problem(line["failed"], line["text"], hint=hint)
        path = Path(place)
        name = path.relative_to(self.project).as_posix() if path.is_relative_to(self.project) else place
        return Problem(name, line["text"], number, column, code_frame(path, number, column) if number else None, hint)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _why(ended: Finished, timeout: float, loading: bool) -> str:
    if ended.timed_out:
        return f"loading it did not end within {timeout:.0f} seconds: does it wait for something while it is imported?"
    said = next((line for line in reversed(ended.stderr.splitlines()) if line.strip()), "")
    what = "it ended the process that loads it" if loading else "the process that loads it did not start"
    return f"{what} (exit code {ended.returncode}){f': {said}' if said else ''}"
