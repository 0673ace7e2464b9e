"""Bundles Node steps and their router into zips."""

import asyncio
import math
import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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

ROUTER = "router-node.zip"
_ROUTER_SOURCE = "dist/router.ts"
"""What upstream calls the router's entry point; the name shows up in the bundle."""

Packing = tuple[Step, Written | None, list[Problem]]
"""A step with its zip, or with what is wrong with it."""


@dataclass
class NodeBundles:
    """Makes the zips of one build; `warnings` holds what esbuild said besides errors, each once."""

    bundler: Bundler
    options: Mapping[str, Any]
    work: Path
    output: Path
    kept: KeptBundles
    warnings: dict[str, None] = field(default_factory=dict)
    _parts: SharedParts = field(default_factory=SharedParts)

    @property
    def _flags(self) -> list[str]:
        return flags({"platform": "node", "sourcemap": True, **self.options})

    async def bundle(self, steps: Sequence[Step], begins: Callable[[Step], None]) -> AsyncIterator[Packing]:
        """Bundle steps, or take what an earlier build made of them; yield each with its zip, or with its problems."""
        placed = await asyncio.to_thread(self._place, steps)
        for step, written in placed:
            begins(step)
            yield step, written, []
        there = {step.path for step, _ in placed}
        async for packing in self._bundle([step for step in steps if step.path not in there], begins):
            yield packing

    def _place(self, steps: Sequence[Step]) -> list[tuple[Step, Written]]:
        placed = ((step, self.kept.place(step.path, self.output / step.bundle_path)) for step in steps)
        return [(step, written) for step, written in placed if written]

    async def _bundle(self, steps: Sequence[Step], begins: Callable[[Step], None]) -> AsyncIterator[Packing]:
        """Bundle in portions, some at once and one more being zipped: no more lie on disk."""
        rounds = max(1, math.ceil(len(steps) / BATCH / AT_ONCE))
        size = max(1, math.ceil(len(steps) / AT_ONCE / rounds))
        cores = max(1, (os.cpu_count() or 1) // AT_ONCE) if len(steps) > 1 else None
        slots = asyncio.Semaphore(AT_ONCE)
        waiting = enumerate(batches(steps, size))
        running: set[asyncio.Task[list[Packing]]] = set()

        async def make(number: int, portion: Sequence[Step]) -> list[Packing]:
            async with slots:
                for step in portion:
                    begins(step)
                folder = self.work / str(number)
                bundled = await self.bundler.bundle([step.path for step in portion], folder, self._flags, cores=cores)
            self.warnings.update((str(warning), None) for warning in bundled.warnings)
            return [await self._zipped(step, bundled) for step in portion]

        try:
            while True:
                while len(running) <= AT_ONCE and (portion := next(waiting, None)):
                    running.add(asyncio.create_task(make(*portion)))
                if not running:
                    return
                done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    for packing in task.result():
                        yield packing
        finally:
            for task in running:
                task.cancel()
            if running:
                await asyncio.wait(running)

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

    async def _zipped(self, step: Step, bundled: Bundled) -> Packing:
        if broken := bundled.problems.get(step.path):
            return step, None, broken
        written, problems = await asyncio.to_thread(self._zip, step, bundled.outputs[step.path])
        inputs = bundled.inputs.get(step.path, ())
        # A bundle esbuild warned about is made again, so that the warning is said again.
        if written and inputs and not any(warning.file in inputs for warning in bundled.warnings):
            self.kept.add(step.path, self.output / step.bundle_path, written, inputs)
        return step, written, problems

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


def _code_entries(name: str, code: Path, shown: Path) -> list[Entry]:
    """Return the bundle and its source map, if the project's options leave it one."""
    entries = [Entry(name, code)]
    source_map = _map_of(code)
    if source_map.exists():
        entries.append(Entry(f"{name}.map", relocate(source_map.read_bytes(), code.parent, shown)))
    return entries


def _map_of(code: Path) -> Path:
    return code.with_name(f"{code.name}.map")
