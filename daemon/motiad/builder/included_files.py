"""The files a step brings along by `includeFiles` (`security-reliability.md`, section 1, "Project files")."""

import glob
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from motiad.builder.archive import Entry
from motiad.builder.problems import Problem


def included_entries(project: Path, step: str, config: Mapping[str, Any]) -> tuple[list[Entry], list[Problem]]:
    """Return the entries for a step's globs, which are relative to its file; blocks on file reading.

    A pattern that finds nothing, or something that is not a regular file inside the project, is a problem.
    """
    patterns = config.get("includeFiles") or []
    if not isinstance(patterns, list) or not all(isinstance(pattern, str) for pattern in patterns):
        return [], [Problem(step, "includeFiles must be a list of paths or patterns")]
    folder = (project / step).parent
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    for pattern in patterns:
        names = sorted(glob.glob(pattern, root_dir=folder, recursive=True))  # noqa: PTH207 - Path.glob takes no `..`
        files = [folder / name for name in names if not ((folder / name).is_dir() and glob.has_magic(pattern))]
        if not files:
            problems.append(Problem(step, f"includeFiles: {pattern} matches no file"))
        for file in files:
            real = file.resolve()
            if not real.is_relative_to(project):
                problems.append(Problem(step, f"includeFiles: {pattern} reaches {file.name}, outside the project"))
            elif not real.is_file():
                problems.append(
                    Problem(step, f"includeFiles: {pattern} names a folder, write {pattern.rstrip('/')}/**")
                )
            else:
                name = _inside(project, file)
                entries[name] = Entry(name, real)
    return list(entries.values()), problems


def _inside(project: Path, file: Path) -> str:
    """Return the archive name: where the file lies in the project, `..` taken out, symbolic links kept as named."""
    folder = file.parent.resolve()
    return (folder / file.name).relative_to(project).as_posix()
