"""Bundles Node steps and their router into zips."""

import asyncio
import itertools
import math
import os
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from motiad.builder.archive import Entry, Written, write_zip
from motiad.builder.esbuild import AT_ONCE, BATCH, Bundled, Bundler, batches
from motiad.builder.esbuild_options import flags
from motiad.builder.included_files import included_entries
from motiad.builder.kept_bundles import KeptBundles, router_name
from motiad.builder.problems import Problem
from motiad.builder.routers import node_router
from motiad.builder.shared_parts import SharedParts
from motiad.builder.source_map import relocate
from motiad.builder.steps import Step
from motiad.builder.together import together

ROUTER = "router-node.zip"
_ROUTER_SOURCE = "dist/router.ts"
"""What upstream calls the router's entry point; the name shows up in the bundle."""

T = TypeVar("T")
Settle = Callable[[Step, Written | None, list[Problem]], Awaitable[None]]
"""Takes a step's zip, or what is wrong with it."""


@dataclass
class NodeBundles:
    """Makes the zips of one build; `warnings` holds what esbuild said besides errors, each once."""

    bundler: Bundler
    options: Mapping[str, Any]
    work: Path
    output: Path
    kept: KeptBundles
    warnings: dict[str, None] = field(default_factory=dict)
    ahead: dict[tuple[str, ...], "asyncio.Task[Bundled]"] = field(default_factory=dict)
    """The runs `begin` has begun, by what they bundle."""
    _parts: SharedParts = field(default_factory=SharedParts)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def _flags(self) -> list[str]:
        return flags({"platform": "node", "sourcemap": True, **self.options})

    def begin(self, paths: Sequence[str]) -> None:
        """Bundle the first of these steps while configs are read: those that no earlier build has read.

        Few turn out not to be wanted. Whoever calls this ends the runs in `ahead`.
        """
        unread = [path for path in paths if path not in self.kept.configs]
        for portion in itertools.islice(_portions(unread, len(unread)), AT_ONCE - 1):  # one is the reader's
            self.ahead[portion] = asyncio.create_task(self._run(portion))

    async def bundle(self, steps: Sequence[Step], begins: Callable[[Step], None], settle: Settle) -> None:
        """Bundle steps, or take what an earlier build made of them; settle each with its zip, or with its problems."""
        left = {step.path: step for step in steps}
        for step, written in await asyncio.to_thread(self._place, steps):
            del left[step.path]
            begins(step)
            await settle(step, written, [])
        count, slots, room = len(left), asyncio.Semaphore(AT_ONCE), asyncio.Semaphore(AT_ONCE + 1)

        async def make(portion: Sequence[Step], ahead: "asyncio.Task[Bundled] | None") -> None:
            async with room:  # some are bundled at once and one more is being zipped: no more lie on disk
                async with slots:
                    for step in portion:
                        begins(step)
                    bundled = await (ahead or self._run([step.path for step in portion]))
                self._warn(bundled, portion)
                for step in portion:
                    await settle(step, *await self._zipped(step, bundled))

        begun = [([left.pop(path) for path in paths if path in left], run) for paths, run in self.ahead.items()]
        others = [(portion, None) for portion in _portions(list(left.values()), count)]
        await together(*(make(portion, run) for portion, run in (*begun, *others) if portion))

    def _place(self, steps: Sequence[Step]) -> list[tuple[Step, Written]]:
        placed = ((step, self.kept.place(step.path, self.output / step.bundle_path)) for step in steps)
        return [(step, written) for step, written in placed if written]

    async def _run(self, paths: Sequence[str]) -> Bundled:
        cores = max(1, (os.cpu_count() or 1) // AT_ONCE) if len(paths) > 1 else None
        return await self.bundler.bundle(paths, self.work / str(next(self._numbers)), self._flags, cores=cores)

    def _warn(self, bundled: Bundled, steps: Sequence[Step]) -> None:
        """Remember what esbuild said, except about files that only unwanted steps import."""
        ours = {file for step in steps for file in bundled.inputs.get(step.path, ())}
        foreign = {file for files in bundled.inputs.values() for file in files} - ours
        self.warnings.update((str(warning), None) for warning in bundled.warnings if warning.file not in foreign)

    async def route(self, steps: Sequence[Step]) -> tuple[Written | None, list[Problem]]:
        """Bundle the router of these API steps; return its zip, or what is wrong."""
        text = node_router(step.route for step in steps)
        name = router_name(text)
        if written := await asyncio.to_thread(self.kept.place, name, self.output / ROUTER):
            return written, []
        bundled = await self.bundler.bundle_text(text, _ROUTER_SOURCE, self.work / "router", self._flags)
        if bundled.problems:
            return None, bundled.problems[_ROUTER_SOURCE]
        written = await asyncio.to_thread(self._zip_router, steps, bundled.outputs[_ROUTER_SOURCE])
        if not bundled.warnings:
            self.kept.add_router(name, self.output / ROUTER, written, [step.path for step in steps])
        return written, []

    async def _zipped(self, step: Step, bundled: Bundled) -> tuple[Written | None, list[Problem]]:
        if broken := bundled.problems.get(step.path):
            return None, broken
        written, problems = await asyncio.to_thread(self._zip, step, bundled.outputs[step.path])
        inputs = bundled.inputs.get(step.path, ())
        # A bundle esbuild warned about is made again, so that the warning is said again.
        if written and inputs and not any(warning.file in inputs for warning in bundled.warnings):
            self.kept.add(step.path, self.output / step.bundle_path, written, inputs)
        return written, problems

    def _zip(self, step: Step, code: Path) -> tuple[Written | None, list[Problem]]:
        included, problems = included_entries(self.bundler.project, step.path, step.config)
        if problems:
            return None, problems
        shown = (self.bundler.project / "dist" / "node" / step.path).parent
        entries = [*_code_entries(step.entry_name, code, shown), *included]
        written = write_zip(self.output / step.bundle_path, entries, deflate=self._parts.deflate)
        for file in (code, _map_of(code)):
            file.unlink(missing_ok=True)
        return written, []

    def _zip_router(self, steps: Sequence[Step], code: Path) -> Written:
        included = [included_entries(self.bundler.project, step.path, step.config) for step in steps]
        # One file may be included by several steps; a zip holds it once.
        files = {entry.name: entry for entries, _ in included for entry in entries}
        entries = [*_code_entries("router.js", code, self.bundler.project / "dist"), *files.values()]
        return write_zip(self.output / ROUTER, entries, deflate=self._parts.deflate)


def _portions(steps: Sequence[T], count: int) -> Iterable[tuple[T, ...]]:
    """Cut into portions of a size that lets `count` steps fill rounds of `AT_ONCE` runs, one of them the reader's."""
    rounds = math.ceil((count / BATCH + 1) / AT_ONCE)
    return batches(steps, max(1, math.ceil(count / max(1, rounds * AT_ONCE - 1))))


def _code_entries(name: str, code: Path, shown: Path) -> list[Entry]:
    """Return the bundle and its source map, if the project's options leave it one."""
    entries = [Entry(name, code)]
    source_map = _map_of(code)
    if source_map.exists():
        entries.append(Entry(f"{name}.map", relocate(source_map.read_bytes(), code.parent, shown)))
    return entries


def _map_of(code: Path) -> Path:
    return code.with_name(f"{code.name}.map")
