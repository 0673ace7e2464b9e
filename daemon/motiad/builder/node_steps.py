"""Reads the configs of Node steps and streams: a light bundle of each, all loaded by one Node process."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from motiad.builder.discovery import Source
from motiad.builder.esbuild import BATCH, LIGHT_BATCH, Bundler
from motiad.builder.esbuild_options import flags
from motiad.builder.kept_bundles import KeptBundles
from motiad.builder.reading import Reader, Readings, ReadSource
from motiad.builder.toolchain import Tool

SCRIPT = Path(__file__).with_name("node_reader.cjs")

_RESOLVING = frozenset(
    (
        *("alias", "conditions", "define", "external", "inject", "loader", "mainFields", "resolveExtensions"),
        *("jsx", "jsxFactory", "jsxFragment", "jsxImportSource", "target", "tsconfig", "tsconfigRaw"),
    )
)
"""The project's options that decide what its imports mean; the rest only shapes the output."""


@dataclass(frozen=True)
class NodeConfigs:
    """Reads configs with the project's esbuild and Node."""

    node: Tool
    bundler: Bundler
    reader: Reader
    options: Mapping[str, Any]
    kept: KeptBundles

    async def read(self, sources: Sequence[Source], work: Path) -> Readings:
        """Return every source's config, or what is wrong with it.

        First with packages left outside the bundle, which is quick; a source that cannot be loaded so (a package
        that only a bundler can load) is tried again with everything inside.
        """
        recalled = self.kept.configs
        names = [source.path for source in sources if source.path not in recalled]
        readings = await self._pass(names, work / "light", ["--packages=external"], LIGHT_BATCH)
        if readings.retry:
            second = await self._pass(list(readings.retry), work / "whole", [], BATCH)
            for name in readings.retry:
                del readings.problems[name]
            readings.problems.update(second.problems)
            readings.read.update(second.read)
            readings.inputs.update(second.inputs)
        await asyncio.to_thread(self._note, readings)
        readings.read.update((name, ReadSource(config, {})) for name, config in recalled.items())
        return readings

    def _note(self, readings: Readings) -> None:
        """Keep what was read for the next build. Blocks on file reading."""
        for name, inputs in readings.inputs.items():
            self.kept.note(name, readings.read[name].config, inputs)

    async def _pass(self, names: Sequence[str], outdir: Path, packages: Sequence[str], batch: int) -> Readings:
        shaping = flags({name: value for name, value in self.options.items() if name in _RESOLVING})
        bundled = await self.bundler.bundle(
            names, outdir, ["--platform=node", "--sourcemap=external", *shaping, *packages], batch=batch
        )
        project = self.bundler.project

        def command(waiting: Sequence[str], result: Path) -> list[str | Path]:
            job = result.with_suffix(".job.json")
            modules = [_module(name, bundled.outputs[name], project) for name in waiting]
            job.write_text(json.dumps({"result": str(result), "modules": modules}), "utf-8")
            heap = self.reader.memory * 3 // 4 // 1024**2  # the rest is for Node itself, and Buffers
            return [self.node.path, f"--max-old-space-size={heap}", SCRIPT, job]

        await asyncio.to_thread(outdir.mkdir, parents=True, exist_ok=True)
        readings = await self.reader.read(list(bundled.outputs), outdir, command)
        readings.problems.update(bundled.problems)
        readings.inputs.update({name: bundled.inputs[name] for name in readings.read if name in bundled.inputs})
        return readings


def _module(name: str, code: Path, project: Path) -> dict[str, str]:
    return {
        "source": name,
        "code": str(code),
        "map": f"{code}.map",
        "file": str((project / name).with_suffix(".js")),
    }
