"""What a bundle depends on, as facts about files that can be looked up again: is everything as it was?"""

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from motiad.builder.included_files import OutsideError, found_files

Stamp = Sequence[int | str]
"""A file as it was last seen: change time, modification time, size, inode, digest."""

_ABSENT = "absent"
_CONFIGS = ("tsconfig.json", "jsconfig.json", "package.json", "node_modules/.package-lock.json")
"""Files of a folder that decide what imports below it mean."""
_EXTENDS = re.compile(r'"extends"\s*:\s*(?:\[(?P<many>[^\]]*)\]|(?P<one>"[^"]*"))')
_QUOTED = re.compile(r'"([^"]*)"')


class Facts:
    """Facts by name, each looked up once. All of it blocks on file reading.

    `file PATH` is a file's content, `beside PATH` the names that could be imported in its stead, `folder PATH` when
    something was last added to a folder, `glob PROJECT FOLDER PATTERN` (a NUL between them) what matches.
    """

    def __init__(self, known: Mapping[str, Stamp]) -> None:
        """`known`: stamps of an earlier time; a file whose stamp is the same is not read again."""
        self.stamps: dict[str, Stamp] = {}
        self._known = known
        self._values: dict[str, str] = {}
        self._listings: dict[str, list[str]] = {}
        self._of: dict[str, tuple[str, ...]] = {}
        self._above: dict[Path, tuple[str, ...]] = {}

    def __getitem__(self, name: str) -> str:
        if name not in self._values:
            kind, _, subject = name.partition(" ")
            look = {"file": self._content, "beside": self._beside, "folder": _changed, "glob": _matches}[kind]
            self._values[name] = look(subject)
        return self._values[name]

    def names_of(self, inputs: Iterable[str]) -> list[str]:
        """Return the facts that a bundle of these files (absolute, as esbuild names them) depends on."""
        names: set[str] = set()
        for path in inputs:
            if path not in self._of:
                folder = Path(path).parent
                beside = () if "node_modules" in folder.parts else (f"beside {path}",)
                self._of[path] = (f"file {path}", *beside, *self._names_above(folder))
            names.update(self._of[path])
        return sorted(names)

    def _names_above(self, folder: Path) -> tuple[str, ...]:
        """Return the facts about a folder and those above it; inside a package, up to the package."""
        if folder not in self._above:
            if "node_modules" in folder.parts:
                own = [f"file {folder / 'package.json'}"]
                end = folder.name == "node_modules" or folder.parent.name == "node_modules"
            else:
                own = [f"file {folder / name}" for name in _CONFIGS]
                own.append(f"folder {folder / 'node_modules'}")
                own += [f"file {extended}" for extended in _extended(folder / "tsconfig.json", 0)]
                end = folder == folder.parent
            self._above[folder] = (*own, *(() if end else self._names_above(folder.parent)))
        return self._above[folder]

    def digest(self, names: Iterable[str]) -> str:
        """Return one digest of many facts."""
        return hashlib.sha256("\n".join(f"{name}={self[name]}" for name in names).encode()).hexdigest()

    def touched(self, names: Iterable[str], since: int) -> bool:
        """Tell whether a file among them was changed after a time (nanoseconds since the epoch)."""
        stamps = (self.stamps.get(name.partition(" ")[2]) for name in names)
        return any(int(moment) >= since for stamp in stamps if stamp for moment in stamp[:2])

    def _content(self, path: str) -> str:
        try:
            found = Path(path).stat()
            if not stat.S_ISREG(found.st_mode):  # a device or a pipe has no end
                return _ABSENT
            seen = [found.st_ctime_ns, found.st_mtime_ns, found.st_size, found.st_ino]
            known = self._known.get(path, ())
            same = list(known[:4]) == seen
            digest = str(known[4]) if same else hashlib.sha256(Path(path).read_bytes()).hexdigest()
        except OSError:
            return _ABSENT
        self.stamps[path] = (*seen, digest)
        return digest

    def _beside(self, path: str) -> str:
        folder, name = os.path.split(path)
        if folder not in self._listings:
            try:
                self._listings[folder] = sorted(os.listdir(folder))  # noqa: PTH208 - names are all that is wanted
            except OSError:
                self._listings[folder] = []
        stem = name.partition(".")[0]
        return "/".join(each for each in self._listings[folder] if each.partition(".")[0] == stem)


def names_of_included(project: Path, folder: Path, patterns: Iterable[str]) -> list[str]:
    """Return the facts that `includeFiles` of a step in this folder depends on."""
    names = set()
    for pattern in patterns:
        subject = f"{project}\0{folder}\0{pattern}"
        names |= {f"glob {subject}", *(f"file {name}" for name in _included(subject))}
    return sorted(names)


def _extended(config: Path, depth: int) -> Iterator[Path]:
    """Yield the files a tsconfig takes over; those of packages are known by the time of their folder."""
    try:
        found = _EXTENDS.search(config.read_text("utf-8", "replace"))
    except OSError:
        return
    for name in _QUOTED.findall(found["many"] or found["one"] or "") if found and depth < 10 else ():
        path = config.parent / (name if name.endswith(".json") else f"{name}.json")
        yield path
        yield from _extended(path, depth + 1)


def _changed(path: str) -> str:
    try:
        return str(Path(path).stat().st_mtime_ns)
    except OSError:
        return _ABSENT


def _matches(subject: str) -> str:
    return "|".join(_included(subject))


def _included(subject: str) -> list[str]:
    project, folder, pattern = subject.split("\0", 2)
    try:
        return sorted(map(str, found_files(Path(project), Path(folder), pattern)))
    except OutsideError:
        return []
