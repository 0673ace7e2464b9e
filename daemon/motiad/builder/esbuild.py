"""Bundles steps with esbuild: one run for a batch of entry points, and every broken step named in one go."""

import asyncio
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from motiad.builder.children import Children
from motiad.builder.esbuild_messages import Messages, read_messages
from motiad.builder.problems import Problem
from motiad.builder.toolchain import Tool

BATCH = 25
"""Entry points a run: 200 at once took 1.2 GB, batches of 25 keep esbuild at 180 MB (issue 3's measurement)."""
TIMEOUT = 300.0
"""Seconds one run may take."""
ROUNDS = 10
"""How often a batch is tried again without the files that broke it."""

T = TypeVar("T")

_QUIET = ("--log-limit=0", "--log-level=warning", "--color=false")


@dataclass
class Bundled:
    """What became of the entry points: each is either among the outputs or has problems."""

    outputs: dict[str, Path] = field(default_factory=dict)
    problems: dict[str, list[Problem]] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Bundler:
    """esbuild with a project's options."""

    tool: Tool
    project: Path
    """Absolute and without symbolic links, as esbuild names files."""
    children: Children
    env: Mapping[str, str]

    async def bundle(self, entries: Sequence[str], outdir: Path, flags: Sequence[str]) -> Bundled:
        """Bundle entry points (relative to the project) into `outdir`, which mirrors the project's folders."""
        result = Bundled()
        for entry in (entry for entry in entries if "=" in entry):
            result.problems[entry] = [Problem(entry, "esbuild takes no path with = in it: rename the file or folder")]
        for batch in batches([entry for entry in entries if entry not in result.problems]):
            await self._batch(batch, outdir, flags, result)
        return result

    async def bundle_text(self, text: str, name: str, outdir: Path, flags: Sequence[str]) -> Bundled:
        """Bundle an entry point that is not a file: `name` is what it is called, `text` its TypeScript."""
        output = outdir / f"{Path(name).stem}.js"
        messages, succeeded = await self._run(
            [f"--outfile={output}", f"--sourcefile={name}", "--loader=ts", *flags], stdin=text
        )
        if succeeded:
            return Bundled(outputs={name: output}, warnings=list(messages.warnings))
        return Bundled(problems={name: list(messages.errors)})

    async def _batch(self, entries: Sequence[str], outdir: Path, flags: Sequence[str], result: Bundled) -> None:
        """Bundle one batch.

        esbuild writes nothing when one file is broken. So a broken file is reported, marked external, and the rest
        tried again: what then still imports it is broken too, and what does not is bundled.
        """
        broken: dict[str, list[Problem]] = {}
        for _ in range(ROUNDS):
            alive = [entry for entry in entries if entry not in broken]
            if not alive:
                break
            real = await asyncio.to_thread(_real_paths, self.project, list(broken))
            without = [f"--external:{path}" for path in real]
            graph = [f"--metafile={_metafile(outdir)}"] if broken else []
            messages, succeeded = await self._run(
                [*alive, f"--outdir={outdir}", f"--outbase={self.project}", *without, *graph, *flags]
            )
            if succeeded:
                result.warnings += messages.warnings
                await self._settle(alive, outdir, broken, result)
                break
            new = _by_file(messages.errors)
            if not set(new) - set(broken) or "" in new:
                unplaced = new.get("") or [Problem("", "esbuild failed without saying where")]
                for entry in alive:
                    result.problems[entry] = [_placed(problem, entry) for problem in unplaced]
                break
            broken.update(new)
        result.problems.update({entry: broken[entry] for entry in entries if entry in broken})

    async def _run(self, arguments: Sequence[str], stdin: str | None = None) -> tuple[Messages, bool]:
        command: list[str | Path] = [self.tool.path, *arguments, "--bundle", *_QUIET]
        ended = await self.children.run(command, cwd=self.project, env=self.env, timeout=TIMEOUT, stdin=stdin)
        if ended.timed_out:
            return Messages((Problem("", f"esbuild did not finish in {TIMEOUT:.0f} seconds"),), ()), False
        return read_messages(ended.stderr), ended.returncode == 0

    async def _settle(
        self, entries: Sequence[str], outdir: Path, broken: Mapping[str, list[Problem]], result: Bundled
    ) -> None:
        """Sort the entry points of a successful run into outputs and those that import something broken."""
        guilty = await asyncio.to_thread(self._guilty, entries, outdir, broken) if broken else {}
        for entry in entries:
            if guilty.get(entry):
                result.problems[entry] = guilty[entry]
            else:
                result.outputs[entry] = outdir / f"{entry.rpartition('.')[0]}.js"

    def _guilty(
        self, entries: Sequence[str], outdir: Path, broken: Mapping[str, list[Problem]]
    ) -> dict[str, list[Problem]]:
        """Return what each entry point inherits from the broken files it reaches. Blocks on file reading."""
        graph = _read_graph(_metafile(outdir))
        paths = dict(zip(_real_paths(self.project, list(broken)), broken.values(), strict=True))
        return {entry: _inherited(entry, graph, outdir, paths) for entry in entries}


def batches(entries: Sequence[T]) -> Iterable[tuple[T, ...]]:
    """Cut entry points into portions that one run takes."""
    return (tuple(entries[start : start + BATCH]) for start in range(0, len(entries), BATCH))


def _real_paths(folder: Path, paths: Sequence[str]) -> list[str]:
    return [os.path.realpath(folder / path) for path in paths]


def _metafile(outdir: Path) -> Path:
    return outdir / "meta.json"


def _read_graph(metafile: Path) -> dict[str, list[dict[str, Any]]]:
    inputs: dict[str, dict[str, Any]] = json.loads(metafile.read_text("utf-8"))["inputs"]
    return {file: entry["imports"] for file, entry in inputs.items()}


def _inherited(
    entry: str,
    graph: Mapping[str, list[dict[str, Any]]],
    outdir: Path,
    broken: Mapping[str, list[Problem]],
) -> list[Problem]:
    """Return the problems of every broken file an entry point reaches."""
    seen = {entry}
    waiting = [entry]
    reached: dict[str, list[Problem]] = {}
    while waiting:
        for imported in graph.get(waiting.pop(), ()):
            if imported.get("external"):
                [path] = _real_paths(outdir, [imported["path"]])
                if path in broken:
                    reached[path] = broken[path]
            elif imported["path"] not in seen:
                seen.add(imported["path"])
                waiting.append(imported["path"])
    return [problem for problems in reached.values() for problem in problems]


def _by_file(problems: Iterable[Problem]) -> dict[str, list[Problem]]:
    files: dict[str, list[Problem]] = {}
    for problem in problems:
        files.setdefault(problem.file, []).append(problem)
    return files


def _placed(problem: Problem, entry: str) -> Problem:
    return Problem(entry, problem.text)
