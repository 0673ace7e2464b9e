"""Zips that are the same bytes for the same contents, on any day and machine."""

import shutil
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

LEVEL = 4
"""Deflate level: free to choose. On a bundled step, 4 takes 11 ms and upstream's 9 117 ms, for 14 % more bytes."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip can hold; real times would change its bytes from build to build."""
_MODE = 0o100644 << 16


@dataclass(frozen=True, order=True)
class Entry:
    """One file of a zip: its name there, and its content or the file that has it."""

    name: str
    content: Path | bytes

    def read(self) -> bytes:
        """Return the content. Blocks on file reading."""
        return self.content.read_bytes() if isinstance(self.content, Path) else self.content


def write_zip(path: Path, entries: Iterable[Entry], base: Path | None = None) -> int:
    """Write a zip and return its size in bytes; blocks, for a thread.

    `base` is a zip whose compressed entries come first, unread: a dependency set is compressed once for all its steps.
    A name that is in it already stays as it is there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if base:
        shutil.copyfile(base, path)
    with zipfile.ZipFile(path, "a" if base else "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        taken = set(archive.namelist())
        for entry in sorted((each for each in entries if each.name not in taken), key=lambda each: each.name):
            info = zipfile.ZipInfo(entry.name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = _MODE
            archive.writestr(info, entry.read(), compresslevel=LEVEL)
    return path.stat().st_size


def package_entries(site: Path) -> list[Entry]:
    """Return the files of an installed dependency set as a bundle carries them; blocks on file reading.

    Left out: uv's lock file, bytecode, and `bin/`, whose scripts carry the path of this machine's interpreter; their
    lines go from RECORD too, so that the bytes are the same everywhere.
    """
    entries = []
    for file in sorted(site.rglob("*")):
        name = file.relative_to(site).as_posix()
        if not file.is_file() or name == ".lock" or name.startswith("bin/") or "__pycache__" in file.parts:
            continue
        record = name.endswith(".dist-info/RECORD")
        entries.append(Entry(name, _without_scripts(file.read_bytes()) if record else file))
    return entries


def _without_scripts(record: bytes) -> bytes:
    kept = (
        line for line in record.splitlines(keepends=True) if not line.startswith((b"bin/", b"../bin/", b"../../bin/"))
    )
    return b"".join(kept)


def uncompressed_size(path: Path) -> int:
    """Return what a zip's files take when unpacked, in bytes. Blocks on file reading."""
    with zipfile.ZipFile(path) as archive:
        return sum(info.file_size for info in archive.infolist())


def largest_entries(path: Path, count: int) -> Sequence[tuple[str, int]]:
    """Return a zip's biggest files, with their sizes in bytes. Blocks on file reading."""
    with zipfile.ZipFile(path) as archive:
        infos = sorted(archive.infolist(), key=lambda info: info.file_size, reverse=True)
    return [(info.filename, info.file_size) for info in infos[:count]]
