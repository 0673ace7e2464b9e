"""Finds a project's steps and streams (`upstream-facts.md`, section 4)."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from motiad.contract.deployment import Language, StepType

ROOTS = ("src", "steps")
SKIPPED_FOLDERS = frozenset({"node_modules", "python_modules", "__pycache__"})

_STEP = re.compile(r"(\.step\.(?P<dotted>ts|js|rb)|_step\.(?P<joined>ts|js|py|rb))$")
_STREAM = re.compile(r"(\.stream\.(?P<dotted>ts|js)|_stream\.(?P<joined>ts|js|py))$")
_LANGUAGES: "dict[str, Language]" = {"ts": "node", "js": "node", "py": "python"}
_TYPE = re.compile(r"""\btype["']?\s*:\s*["'](?P<type>api|event|cron)["']""")


@dataclass(frozen=True, order=True)
class Source:
    """A step's or stream's file; `path` is relative to the project, with forward slashes."""

    path: str
    language: "Language"

    @property
    def stem(self) -> str:
        """The path without its extension: `src/orders/create-order.step`."""
        return self.path.rpartition(".")[0]


@dataclass(frozen=True)
class Found:
    """What a project holds, sorted by path."""

    steps: tuple[Source, ...]
    streams: tuple[Source, ...]
    warnings: tuple[str, ...]

    def of(self, language: "Language") -> tuple[list[Source], list[Source]]:
        """Return the steps and the streams of one language."""
        return (
            [step for step in self.steps if step.language == language],
            [stream for stream in self.streams if stream.language == language],
        )


def discover(project: Path) -> Found:
    """Walk `src/` and `steps/`. Blocks on file reading."""
    steps: list[Source] = []
    streams: list[Source] = []
    warnings: list[str] = []
    for path in sorted(_files(project)):
        if path.endswith(".step.py"):
            renamed = f"{path.removesuffix('.step.py')}_step.py"
            warnings.append(f"{path} is not built: Python steps are named _step.py, rename it to {renamed}")
        elif match := _STEP.search(path):
            if extension := _buildable(match):
                steps.append(Source(path, _LANGUAGES[extension]))
            else:
                warnings.append(f"{path} is skipped: Ruby steps cannot be deployed")
        elif (match := _STREAM.search(path)) and (extension := _buildable(match)):
            streams.append(Source(path, _LANGUAGES[extension]))
    return Found(tuple(steps), tuple(streams), tuple(warnings))


def guess_type(project: Path, source: Source) -> "StepType":
    """Return the type a step that cannot be read seems to have. Blocks on file reading."""
    try:
        match = _TYPE.search((project / source.path).read_text("utf-8", "replace"))
    except OSError:
        return "event"
    kinds: dict[str, StepType] = {"api": "api", "cron": "cron"}
    return kinds.get(match["type"], "event") if match else "event"


def _buildable(match: re.Match[str]) -> str | None:
    extension: str = match["dotted"] or match["joined"]
    return extension if extension in _LANGUAGES else None


def _files(project: Path) -> Iterator[str]:
    for root in ROOTS:
        for folder, folders, names in os.walk(project / root):
            folders[:] = [name for name in folders if name not in SKIPPED_FOLDERS and not name.startswith(".")]
            relative = Path(folder).relative_to(project).as_posix()
            yield from (f"{relative}/{name}" for name in names)
