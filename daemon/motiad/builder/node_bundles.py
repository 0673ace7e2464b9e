"""Bundles Node steps and their router into zips."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from motiad.builder.archive import Entry, write_zip
from motiad.builder.esbuild import Bundler, batches
from motiad.builder.esbuild_options import flags
from motiad.builder.included_files import included_entries
from motiad.builder.problems import Problem
from motiad.builder.routers import node_router
from motiad.builder.source_map import relocate
from motiad.builder.steps import Step

ROUTER = "router-node.zip"
_ROUTER_SOURCE = "dist/router.ts"
"""What upstream calls the router's entry point; the name shows up in the bundle."""


@dataclass
class NodeBundles:
    """Makes the zips of one build; `warnings` holds what esbuild said besides errors, each once."""

    bundler: Bundler
    options: Mapping[str, Any]
    work: Path
    output: Path
    warnings: dict[str, None] = field(default_factory=dict)

    @property
    def _flags(self) -> list[str]:
        return flags({"platform": "node", "sourcemap": True, **self.options})

    def batches(self, steps: Sequence[Step]) -> list[list[Step]]:
        """Cut steps into portions that one esbuild run takes."""
        by_path = {step.path: step for step in steps}
        return [[by_path[path] for path in batch] for batch in batches(list(by_path))]

    async def bundle(self, steps: Sequence[Step]) -> AsyncIterator[tuple[Step, int, list[Problem]]]:
        """Bundle one portion; yield each step with its zip's size in bytes, or with its problems."""
        bundled = await self.bundler.bundle([step.path for step in steps], self.work, self._flags)
        self.warnings.update((str(warning), None) for warning in bundled.warnings)
        for path, problems in bundled.problems.items():
            yield next(step for step in steps if step.path == path), 0, problems
        good = [step for step in steps if step.path in bundled.outputs]
        zipping = [asyncio.create_task(self._zipped(step, bundled.outputs[step.path])) for step in good]
        try:
            for zipped in asyncio.as_completed(zipping):
                yield await zipped
        finally:
            for task in zipping:
                task.cancel()

    async def route(self, steps: Sequence[Step]) -> tuple[int, list[Problem]]:
        """Bundle the router of these API steps; return its zip's size in bytes, or what is wrong."""
        text = node_router(step.route for step in steps)
        bundled = await self.bundler.bundle_text(text, _ROUTER_SOURCE, self.work / "router", self._flags)
        if bundled.problems:
            return 0, bundled.problems[_ROUTER_SOURCE]
        return await asyncio.to_thread(self._zip_router, steps, bundled.outputs[_ROUTER_SOURCE])

    async def _zipped(self, step: Step, code: Path) -> tuple[Step, int, list[Problem]]:
        return step, *await asyncio.to_thread(self._zip, step, code)

    def _zip(self, step: Step, code: Path) -> tuple[int, list[Problem]]:
        included, problems = included_entries(self.bundler.project, step.path, step.config)
        if problems:
            return 0, problems
        shown = (self.bundler.project / "dist" / "node" / step.path).parent
        entries = [*_code_entries(step.entry_name, code, shown), *included]
        return write_zip(self.output / step.bundle_path, entries), []

    def _zip_router(self, steps: Sequence[Step], code: Path) -> tuple[int, list[Problem]]:
        included = [included_entries(self.bundler.project, step.path, step.config) for step in steps]
        # One file may be included by several steps; a zip holds it once.
        files = {entry.name: entry for entries, _ in included for entry in entries}
        entries = [*_code_entries("router.js", code, self.bundler.project / "dist"), *files.values()]
        return write_zip(self.output / ROUTER, entries), []


def _code_entries(name: str, code: Path, shown: Path) -> list[Entry]:
    """Return the bundle and its source map, if the project's options leave it one."""
    entries = [Entry(name, code)]
    source_map = code.with_name(f"{code.name}.map")
    if source_map.exists():
        entries.append(Entry(f"{name}.map", relocate(source_map.read_bytes(), code.parent, shown)))
    return entries
