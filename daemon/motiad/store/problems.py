"""SQLite's and the file system's errors, in words a person can act on."""

import contextlib
import errno
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError

_CORRUPT = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_READ_ONLY = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM})
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


def primary_code(error: sqlite3.Error) -> int:
    """Return the primary result code of an error, or SQLITE_ERROR where Python gives none."""
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return code & 0xFF


def is_corruption(error: sqlite3.Error | UnicodeDecodeError) -> bool:
    """Whether the file itself is broken, rather than a disk, a lock or a statement.

    SQLite quotes a broken schema in its message; where that is not UTF-8, Python raises the other error instead.
    """
    return isinstance(error, UnicodeDecodeError) or primary_code(error) in _CORRUPT


def is_in_use(error: MotiadError) -> bool:
    """Whether an error that `told` made says that another program holds the file."""
    return isinstance(error.__cause__, sqlite3.Error) and primary_code(error.__cause__) in _BUSY


@contextlib.contextmanager
def told(file: Path) -> Iterator[None]:
    """Turn `sqlite3.Error` and `OSError` into `MotiadError`: STORAGE_FULL, or STORE_UNUSABLE with the reason."""
    try:
        yield
    except sqlite3.Error as error:
        raise _from_sqlite(error, file) from error
    except OSError as error:
        raise _from_os(error, file) from error


def newer_schema(file: Path, found: int, known: int) -> MotiadError:
    """Return the refusal of a database that a later motiad wrote."""
    return MotiadError(
        ErrorCode.STORE_UNUSABLE,
        f"{file} was written by a newer motiad (schema {found}; this one knows {known}).",
        hint="Install the newer motiad again, or use another folder with --base-dir.",
    )


def unreadable_state(deployment_id: str, file: Path) -> MotiadError:
    """Return the error for a row whose state cannot be read."""
    return MotiadError(
        ErrorCode.STORE_UNUSABLE,
        f"The stored state of deployment {deployment_id} in {file} cannot be read.",
        hint="Create a new deployment; the other deployments are not affected.",
    )


def _from_sqlite(error: sqlite3.Error, file: Path) -> MotiadError:
    code = primary_code(error)
    if code == sqlite3.SQLITE_FULL:
        return _full(file)
    if code in _BUSY:
        return _unusable(
            f"{file} is in use by another program.", "Stop the other motiad, or use another folder with --base-dir."
        )
    if code in _CORRUPT:
        return _unusable(f"{file} is damaged.", "Restart motiad: it moves the file aside and begins a fresh one.")
    if code in _READ_ONLY:
        return _unusable(
            f"{file} cannot be opened for writing ({error}).",
            "Give yourself write access to the folder, or use another one with --base-dir.",
        )
    return _unusable(f"{file} cannot be used ({error}).", "Check the disk that holds it, then restart motiad.")


def _from_os(error: OSError, file: Path) -> MotiadError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _full(file)
    return _unusable(
        f"{file} cannot be used ({error.strerror or error}).",
        "Give yourself write access to the folder, or use another one with --base-dir.",
    )


def _full(file: Path) -> MotiadError:
    return MotiadError(
        ErrorCode.STORAGE_FULL,
        f"The disk that holds {file} is full.",
        hint="Free some space, then try again; `motiad clean` empties the caches.",
    )


def _unusable(message: str, hint: str) -> MotiadError:
    return MotiadError(ErrorCode.STORE_UNUSABLE, message, hint=hint)
