"""Packs Python steps and their router, with the packages they need, into zips."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from motiad.builder.archive import Base, Entry, Written, package_entries, write_base, write_zip
from motiad.builder.included_files import included_entries
from motiad.builder.packages import Packages, Target
from motiad.builder.problems import Problem
from motiad.builder.requirements import Requirements
from motiad.builder.routers import python_router
from motiad.builder.steps import Step
from motiad.builder.toolchain import Tool

ROUTER = "router-python.zip"


@dataclass
class PythonBundles:
    """Makes the zips of one build."""

    project: Path
    python: Tool
    requirements: Requirements
    packages: Packages | None
    target: Target
    work: Path
    output: Path
    _bases: dict[tuple[str, ...], "asyncio.Task[Base]"] = field(default_factory=dict)

    async def bundle(self, step: Step) -> tuple[Written | None, list[Problem]]:
        """Pack one step; return its zip, or its problems. Raises `MotiadError` (BUILD_FAILED)."""
        base = await self._base(step.requirements)
        return await asyncio.to_thread(self._zip, step, base)

    async def route(self, steps: Sequence[Step]) -> Written:
        """Pack the router of these API steps, which all came through `bundle`."""
        needed = {line for step in steps for line in step.requirements}
        base = await self._base(tuple(line for line in self.requirements.lines if line in needed))
        return await asyncio.to_thread(self._zip_router, steps, base)

    async def _base(self, lines: tuple[str, ...]) -> Base | None:
        """Return, packed, what these requirement lines bring, made once for all the steps that need the same."""
        if not lines or not self.packages:
            return None
        if lines not in self._bases:
            path = self.work / f"packages-{len(self._bases)}"
            self._bases[lines] = asyncio.create_task(self._make_base(path, lines, self.packages))
        return await self._bases[lines]

    async def _make_base(self, path: Path, lines: tuple[str, ...], packages: Packages) -> Base:
        site = await packages.for_target(lines, self.python, self.target)
        return await asyncio.to_thread(_pack_packages, path, site, lines)

    def _zip(self, step: Step, base: Base | None) -> tuple[Written | None, list[Problem]]:
        included, problems = included_entries(self.project, step.path, step.config)
        if problems:
            return None, problems
        entries = {entry.name: entry for entry in (*included, *self._files(step))}
        return write_zip(self.output / step.bundle_path, entries.values(), base), []

    def _zip_router(self, steps: Sequence[Step], base: Base | None) -> Written:
        entries = {"router.py": Entry("router.py", python_router(step.route for step in steps).encode())}
        for step in steps:
            included, _ = included_entries(self.project, step.path, step.config)
            entries.update((entry.name, entry) for entry in (*included, *self._files(step)))
        return write_zip(self.output / ROUTER, entries.values(), base)

    def _files(self, step: Step) -> list[Entry]:
        return [Entry(name, self.project / name) for name in step.files]


def _pack_packages(path: Path, site: Path, lines: Sequence[str]) -> Base:
    return write_base(path, [*package_entries(site), Entry("requirements.txt", "\n".join(lines).encode())])
