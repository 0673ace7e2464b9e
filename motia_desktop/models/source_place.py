"""Where in a project's sources something went wrong."""

import re
from dataclasses import dataclass
from pathlib import Path

_PLACE = re.compile(r"^(?P<file>[^\n:]+?):(?P<line>\d{1,7})(?::(?P<column>\d{1,7}))?(?::|\s|$)", re.MULTILINE)


@dataclass(frozen=True)
class SourcePlace:
    """A file, and where in it; lines and columns count from 1."""

    file: Path
    line: int | None = None
    column: int | None = None


def source_place(project: Path, path: str, error: str | None) -> SourcePlace | None:
    """Return the first place that `error` names inside the project, or else the step's own file.

    The daemon's texts begin with `src/a.step.ts:3:9:` where the place is known. None where no such file exists: a
    bundle, a file that is gone, or anything outside the project's folder.
    """
    for match in _PLACE.finditer(error or ""):
        file = _inside(project, match["file"].strip())
        if file is not None:
            return SourcePlace(file, int(match["line"]), int(match["column"]) if match["column"] else None)
    file = _inside(project, path)
    return SourcePlace(file) if file else None


def _inside(project: Path, name: str) -> Path | None:
    try:
        file = (project / name).resolve(strict=True)
        return file if file.is_file() and file.is_relative_to(project.resolve()) else None
    except (OSError, ValueError):
        return None
