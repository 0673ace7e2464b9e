"""Zips that are the same bytes for the same contents, on any day and machine.

Written here and not by `zipfile`, which compresses with the system's zlib alone (whose bytes differ from system to
system, at half the speed of zlib-ng) and cannot take over what is compressed already.
"""

import errno
import os
import shutil
import struct
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from zlib_ng import zlib_ng

LEVEL = 5
"""Deflate level: free to choose. On a bundled step zlib-ng's 5 takes 7 ms; upstream's 9 of zlib 72 ms, for 3 % less."""

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_NEEDED, _MADE_BY, _UTF8, _DEFLATED = 20, 3 << 8 | 20, 0x800, 8
_TIME, _DATE = 0, 1 << 5 | 1
"""1980-01-01, the earliest time a zip can hold; real times would change its bytes from build to build."""
_MODE = 0o100644 << 16
_MOST_ENTRIES, _MOST_BYTES = 0xFFFF, 0xFFFFFFFF


@dataclass(frozen=True, order=True)
class Entry:
    """One file of a zip: its name there, and its content or the file that has it."""

    name: str
    content: Path | bytes

    def read(self) -> bytes:
        """Return the content. Blocks on file reading."""
        return self.content.read_bytes() if isinstance(self.content, Path) else self.content


@dataclass(frozen=True)
class Packed:
    """A compressed entry in a file, and where it begins there; sizes in bytes."""

    name: str
    crc: int
    packed: int
    size: int
    offset: int


@dataclass(frozen=True)
class Base:
    """Entries compressed once for many zips: the beginning of a zip, without its directory."""

    path: Path
    entries: tuple[Packed, ...]


@dataclass(frozen=True)
class Written:
    """A finished zip: its size, and what its files take when unpacked, in bytes."""

    size: int
    unpacked: int


def write_zip(
    path: Path, entries: Iterable[Entry], base: Base | None = None, deflate: Callable[[bytes], bytes] | None = None
) -> Written:
    """Write a zip; blocks, for a thread. A name that is in `base` already stays as it is there.

    `deflate`: what compresses the entries, if not zlib-ng at `LEVEL`.
    Raises `OSError` (EFBIG) for more than a plain zip can hold, which is far more than the cloud takes.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    held = base.entries if base else ()
    if base:
        shutil.copyfile(base.path, path)
    with path.open("r+b" if base else "wb") as file:
        file.seek(0, os.SEEK_END)
        packed = [*held, *_append(file, entries, {each.name for each in held}, deflate or deflated)]
        _write_directory(file, packed)
        return Written(file.tell(), sum(each.size for each in packed))


def write_base(path: Path, entries: Iterable[Entry]) -> Base:
    """Compress entries that many zips will begin with; blocks, for a thread."""
    with path.open("wb") as file:
        return Base(path, tuple(_append(file, entries, set(), deflated)))


def deflated(content: bytes) -> bytes:
    """Compress a whole entry, as a zip holds it."""
    deflater = zlib_ng.compressobj(LEVEL, zlib_ng.DEFLATED, -zlib_ng.MAX_WBITS)
    return deflater.compress(content) + deflater.flush()


def _append(
    file: BinaryIO, entries: Iterable[Entry], taken: set[str], deflate: Callable[[bytes], bytes]
) -> list[Packed]:
    wanted = (entry for entry in sorted(entries, key=lambda each: each.name) if entry.name not in taken)
    return [_pack(file, entry, deflate) for entry in wanted]


def _pack(file: BinaryIO, entry: Entry, deflate: Callable[[bytes], bytes]) -> Packed:
    content = entry.read()
    data = deflate(content)
    packed = Packed(entry.name, zlib_ng.crc32(content), len(data), len(content), file.tell())
    if packed.offset + packed.packed > _MOST_BYTES or packed.size > _MOST_BYTES:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), file.name)
    name = entry.name.encode()
    head = (_NEEDED, _UTF8, _DEFLATED, _TIME, _DATE, packed.crc, packed.packed, packed.size, len(name), 0)
    file.write(_LOCAL.pack(b"PK\3\4", *head) + name)
    file.write(data)
    return packed


def _write_directory(file: BinaryIO, entries: Sequence[Packed]) -> None:
    begin = file.tell()
    for each in entries:
        name = each.name.encode()
        head = (_MADE_BY, _NEEDED, _UTF8, _DEFLATED, _TIME, _DATE, each.crc, each.packed, each.size)
        file.write(_CENTRAL.pack(b"PK\1\2", *head, len(name), 0, 0, 0, 0, _MODE, each.offset) + name)
    if len(entries) > _MOST_ENTRIES or file.tell() > _MOST_BYTES:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), file.name)
    file.write(_END.pack(b"PK\5\6", 0, 0, len(entries), len(entries), file.tell() - begin, begin, 0))


def package_entries(site: Path) -> list[Entry]:
    """Return the files of an installed dependency set as a bundle carries them; blocks on file reading.

    Left out: uv's lock file, bytecode, `bin/`, whose scripts carry the path of this machine's interpreter, and what
    tells where and when a local package was found; their lines go from RECORD too, so that the bytes are the same
    everywhere.
    """
    entries = []
    for file in sorted(site.rglob("*")):
        name = file.relative_to(site).as_posix()
        if not file.is_file() or name == ".lock" or _is_local(name, file) or "__pycache__" in file.parts:
            continue
        record = name.endswith(".dist-info/RECORD")
        entries.append(Entry(name, _without_local(site, file.read_bytes()) if record else file))
    return entries


def _is_local(name: str, file: Path) -> bool:
    """Tell whether an installed file says something about this machine or day."""
    if name.endswith(".dist-info/direct_url.json"):
        return file.is_file() and b'"file:' in file.read_bytes()
    return name.startswith(("bin/", "../bin/", "../../bin/")) or name.endswith(".dist-info/uv_cache.json")


def _without_local(site: Path, record: bytes) -> bytes:
    def name(line: bytes) -> str:
        return line.partition(b",")[0].decode("utf-8", "replace")

    kept = (line for line in record.splitlines(keepends=True) if not _is_local(name(line), site / name(line)))
    return b"".join(kept)


def largest_entries(path: Path, count: int) -> Sequence[tuple[str, int]]:
    """Return a zip's biggest files, with their sizes in bytes. Blocks on file reading."""
    with zipfile.ZipFile(path) as archive:
        infos = sorted(archive.infolist(), key=lambda info: info.file_size, reverse=True)
    return [(info.filename, info.file_size) for info in infos[:count]]
