"""Reads Python steps and streams: their configs, files and requirement lines, all in one process."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from motiad.builder.discovery import Source
from motiad.builder.packages import Packages, Target
from motiad.builder.problems import Problem
from motiad.builder.reading import Reader, Readings
from motiad.builder.requirements import Installed, Requirements, select
from motiad.builder.toolchain import Tool, find_newer_python

SCRIPT = Path(__file__).with_name("python_reader.py")


@dataclass
class PythonReadings:
    """What was read, the requirement lines each step needs, and warnings for people."""

    readings: Readings
    lines: dict[str, tuple[str, ...]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class PythonConfigs:
    """Reads Python sources with this machine's interpreter and the project's own requirements."""

    python: Tool
    reader: Reader
    requirements: Requirements
    packages: Packages | None
    """None where the project has no requirements: then uv is not needed."""
    target: Target
    environ: Mapping[str, str]

    async def read(self, sources: Sequence[Source], work: Path) -> PythonReadings:
        """Return every source's config, or what is wrong with it.

        A file this interpreter's grammar does not know is read again by one of the cloud's version, if there is one.
        """
        result = await self._pass([source.path for source in sources], self.python, work / "python")
        if result.readings.retry:
            newer = await find_newer_python(self.python, self.target.version, self.environ)
            if newer is None:
                self._explain(result.readings)
            else:
                again = list(result.readings.retry)
                second = await self._pass(again, newer, work / "newer-python")
                for name in again:
                    del result.readings.problems[name]
                result.readings.problems.update(second.readings.problems)
                result.readings.read.update(second.readings.read)
                result.lines.update(second.lines)
                result.warnings += second.warnings
        return result

    async def _pass(self, names: Sequence[str], python: Tool, folder: Path) -> PythonReadings:
        site = await self.packages.for_reading(self.requirements, python) if self.packages else None
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)

        def command(waiting: Sequence[str], result: Path) -> list[str | Path]:
            job = result.with_suffix(".job.json")
            task = {
                "result": str(result),
                "root": str(self.reader.project),
                "site": str(site) if site else None,
                "sources": waiting,
            }
            job.write_text(json.dumps(task), "utf-8")
            return [python.path, "-I", "-S", "-B", SCRIPT, job]

        readings = await self.reader.read(names, folder, command)
        result = PythonReadings(readings)
        installed = await asyncio.to_thread(Installed.under, site)
        for name, source in readings.read.items():
            result.lines[name], missing = select(source.line["outside"], installed, self.requirements)
            result.warnings += missing
        return result

    def _explain(self, readings: Readings) -> None:
        """Say which grammar was used: the cloud's Python may know what this machine's does not."""
        if self.python.at_least(tuple(int(part) for part in self.target.version.split("."))):
            return
        hint = f"Read with Python {self.python.version}; for newer syntax put python{self.target.version} on the PATH."
        for name in readings.retry:
            readings.problems[name] = [
                Problem(old.file, old.text, old.line, old.column, old.frame, hint) for old in readings.problems[name]
            ]
