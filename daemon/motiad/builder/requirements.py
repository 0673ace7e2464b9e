"""Which lines of `requirements.txt` a step needs, told by what its imports are made of."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_INCLUDE = re.compile(r"(?:-r|--requirement)[ =]\s*(?P<file>\S+)")


def normalised(name: str) -> str:
    """Return a distribution's name in its one spelling: `Ruamel.Yaml` -> `ruamel-yaml`."""
    return re.sub(r"[-_.]+", "-", name).lower()


@dataclass(frozen=True)
class Requirements:
    """A project's requirement lines as written, in order, without comments; and its options for the installer."""

    lines: tuple[str, ...] = ()
    options: tuple[str, ...] = ()

    @cached_property
    def by_name(self) -> dict[str, str]:
        """The first line of each distribution."""
        named: dict[str, str] = {}
        for line in self.lines:
            if match := _NAME.match(line):
                named.setdefault(normalised(match[0]), line)
        return named


def read_requirements(project: Path) -> Requirements:
    """Return what `requirements.txt` and the files it includes ask for; empty without one. Blocks on file reading.

    Raises `MotiadError` (VALIDATION_FAILED) when a file cannot be read or lies outside the project.
    """
    lines: list[str] = []
    options: list[str] = []
    _collect(project, project / "requirements.txt", lines, options, set())
    return Requirements(tuple(lines), tuple(options))


def _collect(project: Path, path: Path, lines: list[str], options: list[str], seen: set[Path]) -> None:
    if path in seen or (not seen and not path.is_file()):
        return
    seen.add(path)
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise MotiadError(
            ErrorCode.VALIDATION_FAILED,
            f"{path} cannot be read as UTF-8 text.",
            hint="Correct requirements.txt, or the file it includes.",
        ) from error
    for line in text.replace("\\\n", " ").splitlines():
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        if included := _INCLUDE.match(bare):
            target = (path.parent / included["file"]).resolve()
            if not target.is_relative_to(project):
                raise MotiadError(
                    ErrorCode.VALIDATION_FAILED,
                    f"{path.name} includes {included['file']}, which lies outside the project.",
                    hint="Move the file into the project.",
                )
            _collect(project, target, lines, options, seen)
        elif bare.startswith("-"):
            options.append(_anchored(bare, path.parent))
        else:
            lines.append(bare)


def _anchored(option: str, folder: Path) -> str:
    """Make a path in an option absolute: uv gets the lines in a file of ours, which lies elsewhere."""
    name, separator, value = re.split(r"([ =])", option, maxsplit=1) if re.search(r"[ =]", option) else (option, "", "")
    local = value and "://" not in value and (folder / value).exists()
    return f"{name}{separator}{folder / value}" if local else option


@dataclass(frozen=True)
class Distribution:
    """An installed distribution: what it brings and what it asks for."""

    name: str
    modules: frozenset[str]
    requires: frozenset[str]


class Installed:
    """The distributions in one folder, by what they can be imported as."""

    def __init__(self, distributions: Iterable[Distribution]) -> None:
        self._distributions = {each.name: each for each in distributions}
        self._by_module: dict[str, set[str]] = {}
        for each in self._distributions.values():
            for module in each.modules:
                self._by_module.setdefault(module, set()).add(each.name)

    @classmethod
    def under(cls, site: Path | None) -> "Installed":
        """Read the metadata of a folder packages were installed into. Blocks on file reading."""
        folders = sorted(site.glob("*.dist-info")) if site else []
        return cls(_distribution(folder) for folder in folders)

    def bringing(self, module: str, names: Sequence[str]) -> set[str]:
        """Return who brings `from module import names`: the longest part of the dotted name that anybody has decides.

        So `google.oauth2` finds one distribution although many share the folder `google`.
        """
        found: set[str] = set()
        for name in names or ("",):
            parts = [*module.split("."), *([name] if name else [])]
            candidates = (self._by_module.get(".".join(parts[:depth])) for depth in range(len(parts), 0, -1))
            found |= next(filter(None, candidates), set())
        return found

    def needed_lines(self, distributions: Iterable[str], requirements: Requirements) -> set[str]:
        """Return the requirement lines that bring these distributions, themselves or as dependencies of others."""
        needed: set[str] = set()
        for name in distributions:
            if line := requirements.by_name.get(name):
                needed.add(line)
            else:
                owners = (line for root, line in requirements.by_name.items() if name in self._closure(root))
                needed |= {line for line in (next(owners, None),) if line}
        return needed

    def _closure(self, name: str) -> set[str]:
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            current = waiting.pop()
            if current not in seen and current in self._distributions:
                seen.add(current)
                waiting += self._distributions[current].requires
        return seen


def select(
    outside: Sequence[Mapping[str, Any]], installed: Installed, requirements: Requirements
) -> tuple[tuple[str, ...], list[str]]:
    """Return the lines a step needs, in the file's order, and a warning for each import nothing brings.

    `outside` are the reader's words about imports that are not the project's own.
    """
    distributions: set[str] = set()
    missing: list[str] = []
    for imported in outside:
        found = installed.bringing(imported["name"], imported["names"])
        distributions |= found
        if not found and not imported["optional"]:
            missing.append(
                f"{imported['file']}:{imported['line']}: {imported['name']} is neither in the project "
                "nor in what requirements.txt brings"
            )
    needed = installed.needed_lines(distributions, requirements)
    return tuple(line for line in requirements.lines if line in needed), missing


def _distribution(folder: Path) -> Distribution:
    name, requires = folder.name.partition("-")[0], set()
    for line in _lines(folder / "METADATA"):
        if not line:
            break
        field, _, value = line.partition(":")
        if field == "Name":
            name = value.strip()
        elif field == "Requires-Dist" and (match := _NAME.match(value.strip())):
            requires.add(normalised(match[0]))
    paths = (line.rpartition(",")[0].rpartition(",")[0].strip('"') for line in _lines(folder / "RECORD"))
    modules = {module for path in paths for module in _modules(path)}
    return Distribution(normalised(name), frozenset(modules), frozenset(requires))


def _modules(path: str) -> Iterable[str]:
    """Return every dotted name a file makes importable: `a/b/__init__.py` -> `a`, `a.b`."""
    if not path.endswith((".py", ".so", ".pyd")) or path.startswith(("..", "/")):
        return
    parts = path.split("/")
    parts[-1] = parts[-1].partition(".")[0]
    if parts[-1] == "__init__":
        parts.pop()
    for depth in range(1, len(parts) + 1):
        yield ".".join(parts[:depth])


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
