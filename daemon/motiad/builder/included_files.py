"""The files a step brings along by `includeFiles` (`security-reliability.md`, section 1, "Project files").

A project is not trusted: a pattern is never looked for outside it, and links to folders are followed only where the
pattern names them and they stay inside. A search through `/` would not end.
"""

import fnmatch
import glob
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any

from motiad.builder.archive import Entry
from motiad.builder.problems import Problem

_ANY_DEPTH = "**"


class OutsideError(Exception):
    """A pattern leads out of the project."""


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
        try:
            files = sorted(found_files(project, folder, pattern))
        except OutsideError:
            problems.append(Problem(step, f"includeFiles: {pattern} reaches outside the project"))
            continue
        if not files:
            problems.append(Problem(step, f"includeFiles: {pattern} matches no file"))
        for file in files:
            real = _real(file)
            if not real.is_relative_to(project):
                problems.append(Problem(step, f"includeFiles: {pattern} reaches {file.name}, outside the project"))
            elif real.is_dir():
                problems.append(
                    Problem(step, f"includeFiles: {pattern} names a folder, write {pattern.rstrip('/')}/**")
                )
            elif not real.is_file():
                problems.append(Problem(step, f"includeFiles: {pattern} reaches {file.name}, which is no regular file"))
            else:
                name = _inside(project, file)
                entries[name] = Entry(name, real)
    return list(entries.values()), problems


def found_files(project: Path, folder: Path, pattern: str) -> set[Path]:
    """Return what a pattern finds from a step's folder; folders only where it names one. Raises `OutsideError`."""
    if "\0" in pattern:
        return set()
    path = PurePath(pattern)
    parts = list(path.parts)
    fixed = next((place for place, part in enumerate(parts) if glob.has_magic(part)), len(parts))
    start = folder.joinpath(*parts[:fixed])
    if fixed == len(parts):
        return {start} if os.path.lexists(start) else set()
    if path.is_absolute() or ".." in parts[fixed:] or not _real(start).is_relative_to(project):
        raise OutsideError
    return set(_find(project, _real(start), parts[fixed:]))


def _find(project: Path, folder: Path, parts: Sequence[str]) -> Iterator[Path]:
    """Yield the files below `folder` that the pattern's parts describe; hidden ones only where a part asks for them."""
    part, rest = parts[0], parts[1:]
    while part == _ANY_DEPTH and rest[:1] == [_ANY_DEPTH]:
        rest = rest[1:]
    for entry in _listed(folder):
        if entry.name.startswith(".") and not part.startswith("."):
            continue
        path = Path(entry.path)
        if part == _ANY_DEPTH:
            if entry.is_dir(follow_symlinks=False):
                yield from _find(project, path, parts)
            elif not rest and not path.is_dir():
                yield path
        elif fnmatch.fnmatch(entry.name, part):
            if not rest and not path.is_dir():
                yield path
            elif rest and path.is_dir() and _real(path).is_relative_to(project):
                yield from _find(project, path, rest)
    if part == _ANY_DEPTH and rest:
        yield from _find(project, folder, rest)


def _listed(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:  # gone, or not ours to read
        return []


def _real(path: Path) -> Path:
    """Return where a path really leads; a link that leads in a circle leads nowhere, outside of every project."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return Path(os.devnull)


def _inside(project: Path, file: Path) -> str:
    """Return the archive name: where the file lies in the project, `..` taken out, symbolic links kept as named."""
    folder = file.parent.resolve()
    return (folder / file.name).relative_to(project).as_posix()
