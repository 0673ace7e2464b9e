"""Room kept for the last words: a full disk must not keep a deployment's end from being written."""

import contextlib
import os
from pathlib import Path

BALLAST_BYTES = 1024 * 1024


class Ballast:
    """A file beside the database that is deleted when the disk is full (`security-reliability.md`, "Store")."""

    def __init__(self, database: Path) -> None:
        self.file = database.with_name(database.name + ".ballast")

    def load(self) -> None:
        """Make the file unless it is there. Raises `OSError` (ENOSPC) when it does not fit."""
        with contextlib.suppress(FileNotFoundError):
            if self.file.stat().st_size == BALLAST_BYTES:
                return
        try:
            with open(self.file, "wb", opener=_private) as out:
                out.write(bytes(BALLAST_BYTES))
                out.flush()
                os.fsync(out.fileno())
        except OSError:
            self.drop()
            raise

    def drop(self) -> None:
        """Free the room."""
        with contextlib.suppress(OSError):
            self.file.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
