"""What makes a bundle good: a whole zip, not too large, with the file the cloud would call."""

import lzma
import zipfile
import zlib
from pathlib import Path

STEP_BYTES = 250 * 1024 * 1024
ROUTER_BYTES = 150 * 1024 * 1024
ROUTER_FILES = {"node": "router.js", "python": "router.py"}

_UNREADABLE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError)


def fault(path: Path, *, must_hold: str, max_bytes: int) -> str | None:
    """Why the bundle at `path` cannot be deployed, or None. Blocks: reads the whole zip.

    `must_hold` is the file the cloud would call, `max_bytes` the limit of all files uncompressed (250 MB for a step,
    150 MB for a router: upstream facts, section 1).
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > max_bytes:
                return f"holds more than {max_bytes // 1024**2} MB uncompressed"
            if must_hold not in {entry.filename for entry in entries}:
                return f"does not hold {must_hold}"
            damaged = archive.testzip()
            return f"is damaged: {damaged} fails its checksum" if damaged else None
    except FileNotFoundError:
        return "is no longer on disk"
    except NotImplementedError:
        return "is compressed in a way that cannot be read"
    except _UNREADABLE:
        return "is not a readable zip"
