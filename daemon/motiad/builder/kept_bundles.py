"""Bundles of earlier builds, kept with what they were made of, and taken again while that is as it was.

A bundle is known by its step and by everything esbuild read for it: the files, the configurations that decide what
their imports mean, the tools and the environment. What a step reads from elsewhere while it is loaded (a file, the
time) is not known: `--refresh` forgets everything.
"""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from motiad.builder.archive import Written
from motiad.builder.facts import Facts, names_of_included

QUOTA = 1 << 30
"""Bytes that the bundles of all projects may take; those longest unused go first."""

_INDEX = "index.json"
_ROUTER = "router:"
_TICK = 20_000_000
"""Nanoseconds by which a file's time may lag behind the clock."""


@dataclass
class _Record:
    """One source: its config, and its bundle when it has one; true while its facts are."""

    names: list[str]
    config: Mapping[str, Any]
    digest: str = ""
    bundle: str | None = None
    size: int = 0
    unpacked: int = 0


@dataclass(frozen=True)
class _Made:
    """A bundle of this build."""

    file: Path
    written: Written
    inputs: tuple[str, ...]
    parts: tuple[str, ...] = ()
    """The steps a router is made of."""


class KeptBundles:
    """One project's bundles, under one set of tools and options. Everything but the constructor blocks: for a thread.

    In a build: `recall` at first, then `note` and `add` what is new, `save` at the end. `configs`, of the sources that
    were recalled.
    """

    def __init__(self, root: Path, project: Path, settings: object) -> None:
        """`settings`: whatever else decides what a bundle looks like; only its digest is kept."""
        key = hashlib.sha256(json.dumps([str(project), settings], default=str).encode()).hexdigest()
        self.configs: Mapping[str, Mapping[str, Any]] = {}
        self._root = root
        self._folder = root / key[:32]
        self._project = project
        self._began = time.time_ns() - _TICK
        self._facts = Facts({})
        self._records: dict[str, _Record] = {}
        self._changed = False
        self._made: dict[str, _Made] = {}

    def recall(self, sources: Iterable[str]) -> None:
        """Look which of these sources (paths relative to the project) are, with all they depend on, as they were."""
        self._load()
        wanted = set(sources)
        known = {
            source: record
            for source, record in self._records.items()
            if self._facts.digest(record.names) == record.digest
        }
        self._changed = known.keys() != self._records.keys()
        self._records = {source: record for source, record in known.items() if source in wanted or _is_router(source)}
        self.configs = {source: self._records[source].config for source in wanted & known.keys()}

    def place(self, source: str, target: Path) -> Written | None:
        """Put a kept bundle where it is wanted; None when there is none."""
        record = self._records.get(source)
        if record is None or record.bundle is None or _size(self._folder / record.bundle) != record.size:
            return None
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self._folder / record.bundle, target)
        return Written(record.size, record.unpacked)

    def note(self, source: str, config: Mapping[str, Any], inputs: Iterable[str]) -> None:
        """Remember a config that was read, and the files (relative to the project) it depends on."""
        names = self._facts.names_of(self._absolute(inputs))
        included = config.get("includeFiles")
        if isinstance(included, list):
            names += names_of_included(self._project, (self._project / source).parent, map(str, included))
        self._records[source] = _Record(names, config)
        self._changed = True

    def add(self, source: str, file: Path, written: Written, inputs: Iterable[str]) -> None:
        """Remember a bundle that was made of these files."""
        self._made[source] = _Made(file, written, tuple(inputs))

    def add_router(self, name: str, file: Path, written: Written, steps: Iterable[str]) -> None:
        """Remember a router, which depends on whatever its steps depend on."""
        self._made[name] = _Made(file, written, (), tuple(steps))

    def save(self) -> None:
        """Write down what this build has added.

        Left out is what was changed while it was built: nobody knows which content went into it.
        """
        if not (self._changed or self._made):
            with suppress(OSError):
                os.utime(self._folder)
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        now = Facts(self._facts.stamps)
        for source, made in self._made.items():
            record = self._whole(source, made, now)
            if record:
                record.digest = now.digest(record.names)
                record.bundle = f"{hashlib.sha256(f'{source} {record.digest}'.encode()).hexdigest()[:32]}.zip"
                record.size, record.unpacked = made.written.size, made.written.unpacked
                _copy(made.file, self._folder / record.bundle)
                self._records[source] = record
        for record in self._records.values():
            record.digest = record.digest or now.digest(record.names)
        self._write(
            {source: record for source, record in self._records.items() if not now.touched(record.names, self._began)},
            {**self._facts.stamps, **now.stamps},
        )

    def _whole(self, source: str, made: _Made, now: Facts) -> _Record | None:
        """Return the record of a bundle, with everything its config and its code depend on."""
        parts = [self._records.get(part) for part in made.parts or (source,)]
        known = [part for part in parts if part]
        if len(known) < len(parts):
            return None
        names = {name for part in known for name in part.names} | set(now.names_of(self._absolute(made.inputs)))
        return _Record(sorted(names), {} if made.parts else known[0].config)

    def _absolute(self, inputs: Iterable[str]) -> Iterable[str]:
        project = str(self._project)
        return (_joined(project, path) for path in inputs)

    def _load(self) -> None:
        """Read what is kept. What cannot be read is as good as not there."""
        try:
            index = json.loads((self._folder / _INDEX).read_text("utf-8"))
            self._facts = Facts(index["files"])
            for source, (numbers, *rest) in index["records"].items():
                self._records[source] = _Record([index["names"][number] for number in numbers], *rest)
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            self._records = {}

    def _write(self, records: Mapping[str, _Record], files: Mapping[str, Any]) -> None:
        numbers: dict[str, int] = {}
        rows = {
            source: (
                [numbers.setdefault(name, len(numbers)) for name in each.names],
                *(each.config, each.digest, each.bundle, each.size, each.unpacked),
            )
            for source, each in records.items()
        }
        draft = self._folder / f"{_INDEX}.{os.getpid()}.{time.monotonic_ns()}"
        draft.write_text(json.dumps({"files": files, "names": list(numbers), "records": rows}), "utf-8")
        draft.replace(self._folder / _INDEX)
        wanted = {each.bundle for each in records.values()}
        for file in self._folder.glob("*.zip"):
            if file.name not in wanted:
                file.unlink(missing_ok=True)
        _prune(self._root)


@lru_cache(1 << 16)  # a package's files are among those of every bundle
def _joined(project: str, path: str) -> str:
    return os.path.normpath(os.path.join(project, path))  # noqa: PTH118 - pathlib does not take `..` out


def router_name(text: str) -> str:
    """Return what a router is kept as; `text` is its source."""
    return f"{_ROUTER}{hashlib.sha256(text.encode()).hexdigest()}"


def _is_router(source: str) -> bool:
    return source.startswith(_ROUTER)


def forget_bundles(root: Path) -> None:
    """Forget every project's bundles. Blocks on file system calls."""
    shutil.rmtree(root, ignore_errors=True)


def _prune(root: Path) -> None:
    """Delete the projects built longest ago until the rest fits the quota."""
    folders = sorted(root.iterdir(), key=lambda folder: folder.stat().st_mtime, reverse=True)
    room = QUOTA
    for folder in folders:
        room -= sum(_size(file) for file in folder.iterdir())
        if room < 0:
            shutil.rmtree(folder, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    """Put a copy in its place at once: another build may read it."""
    draft = target.with_suffix(f".{os.getpid()}.{time.monotonic_ns()}")
    shutil.copyfile(source, draft)
    draft.replace(target)


def _size(file: Path) -> int:
    with suppress(OSError):
        return file.stat().st_size
    return -1
