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

BATCH = 13
"""Entry points a run: 200 at once took 1.2 GB, 13 take 140 MB and cost 3 % more processor time than 25."""
LIGHT_BATCH = 200
"""Entry points a run whose packages stay outside the bundle: 200 take 60 MB."""
AT_ONCE = min(4, os.cpu_count() or 1)
"""Runs side by side: they need 25 % less processor time than one run that uses as many cores."""
HEAP = "512MiB"
"""Memory from which on esbuild collects its garbage: below, that would only cost time (a quarter of it)."""
TIMEOUT = 300.0
"""Seconds one run may take."""
ROUNDS = 10
"""How often a batch is tried again without the files that broke it."""

T = TypeVar("T")
Graph = Mapping[str, Sequence[Mapping[str, Any]]]
"""The imports of each file, as esbuild's metafile has them."""

_QUIET = ("--log-limit=0", "--log-level=warning", "--color=false")


@dataclass
class Bundled:
    """What became of the entry points: each is either among the outputs or has problems."""

    outputs: dict[str, Path] = field(default_factory=dict)
    problems: dict[str, list[Problem]] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)
    inputs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The files in each entry point's import graph, itself first; relative to the project."""


@dataclass(frozen=True)
class Bundler:
    """esbuild with a project's options."""

    tool: Tool
    project: Path
    """Absolute and without symbolic links, as esbuild names files."""
    children: Children
    env: Mapping[str, str]

    async def bundle(
        self,
        entries: Sequence[str],
        outdir: Path,
        flags: Sequence[str],
        *,
        batch: int = BATCH,
        cores: int | None = None,
    ) -> Bundled:
        """Bundle entry points (relative to the project) into `outdir`, which mirrors the project's folders.

        `batch`: how many in one run; `cores`: how many a run may use, all of them if left out.
        """
        result = Bundled()
        for entry in (entry for entry in entries if "=" in entry):
            result.problems[entry] = [Problem(entry, "esbuild takes no path with = in it: rename the file or folder")]
        for portion in batches([entry for entry in entries if entry not in result.problems], batch):
            await self._batch(portion, outdir, flags, result, cores)
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

    async def _batch(
        self, entries: Sequence[str], outdir: Path, flags: Sequence[str], result: Bundled, cores: int | None
    ) -> None:
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
            messages, succeeded = await self._run(
                [
                    *(*alive, f"--outdir={outdir}", f"--outbase={self.project}"),
                    *(f"--metafile={_metafile(outdir)}", *without, *flags),
                ],
                cores=cores,
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

    async def _run(
        self, arguments: Sequence[str], *, stdin: str | None = None, cores: int | None = None
    ) -> tuple[Messages, bool]:
        command: list[str | Path] = [self.tool.path, *arguments, "--bundle", *_QUIET]
        env = {**self.env, "GOGC": "off", "GOMEMLIMIT": HEAP, **({"GOMAXPROCS": str(cores)} if cores else {})}
        ended = await self.children.run(command, cwd=self.project, env=env, timeout=TIMEOUT, stdin=stdin)
        if ended.timed_out:
            return Messages((Problem("", f"esbuild did not finish in {TIMEOUT:.0f} seconds"),), ()), False
        return read_messages(ended.stderr), ended.returncode == 0

    async def _settle(
        self, entries: Sequence[str], outdir: Path, broken: Mapping[str, list[Problem]], result: Bundled
    ) -> None:
        """Sort the entry points of a successful run into outputs and those that import something broken."""
        graph = await asyncio.to_thread(_read_graph, _metafile(outdir))
        guilty = await asyncio.to_thread(self._guilty, entries, outdir, graph, broken) if broken else {}
        for entry in entries:
            if entry in graph:  # not one that is a symbolic link: esbuild names what it leads to
                result.inputs[entry] = tuple(_reached(entry, graph))
            if guilty.get(entry):
                result.problems[entry] = guilty[entry]
            else:
                result.outputs[entry] = outdir / f"{entry.rpartition('.')[0]}.js"

    def _guilty(
        self, entries: Sequence[str], outdir: Path, graph: Graph, broken: Mapping[str, list[Problem]]
    ) -> dict[str, list[Problem]]:
        """Return what each entry point inherits from the broken files it reaches. Blocks on file reading."""
        paths = dict(zip(_real_paths(self.project, list(broken)), broken.values(), strict=True))
        return {entry: _inherited(entry, graph, outdir, paths) for entry in entries}


def batches(entries: Sequence[T], size: int) -> Iterable[tuple[T, ...]]:
    """Cut entry points into portions that one run takes."""
    return (tuple(entries[start : start + size]) for start in range(0, len(entries), size))


def _real_paths(folder: Path, paths: Sequence[str]) -> list[str]:
    return [os.path.realpath(folder / path) for path in paths]


def _metafile(outdir: Path) -> Path:
    return outdir / "meta.json"


def _read_graph(metafile: Path) -> Graph:
    inputs: dict[str, dict[str, Any]] = json.loads(metafile.read_text("utf-8"))["inputs"]
    return {file: entry["imports"] for file, entry in inputs.items()}


def _reached(entry: str, graph: Graph) -> dict[str, list[str]]:
    """Return the files an entry point reaches, itself first, each with what it leaves outside the bundle."""
    reached: dict[str, list[str]] = {}
    waiting = [entry]
    while waiting:
        file = waiting.pop()
        if file not in reached:
            imports = graph.get(file, ())
            reached[file] = [each["path"] for each in imports if each.get("external")]
            waiting += [each["path"] for each in imports if not each.get("external")]
    return reached


def _inherited(entry: str, graph: Graph, outdir: Path, broken: Mapping[str, list[Problem]]) -> list[Problem]:
    """Return the problems of every broken file an entry point reaches."""
    outside = [path for paths in _reached(entry, graph).values() for path in paths]
    found = dict.fromkeys(path for path in _real_paths(outdir, outside) if path in broken)
    return [problem for path in found for problem in broken[path]]


def _by_file(problems: Iterable[Problem]) -> dict[str, list[Problem]]:
    files: dict[str, list[Problem]] = {}
    for problem in problems:
        files.setdefault(problem.file, []).append(problem)
    return files


def _placed(problem: Problem, entry: str) -> Problem:
    return Problem(entry, problem.text)
