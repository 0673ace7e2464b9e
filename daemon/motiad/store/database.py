"""The file and its connection: how it is opened, and what happens to one that is broken."""

import contextlib
import logging
import os
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError
from motiad.store.ballast import Ballast
from motiad.store.migrations import migrate
from motiad.store.problems import is_corruption, told
from motiad.store.salvage import salvage

log = logging.getLogger(__name__)

_BUSY_MILLIS = 2000
"""How long to wait for a daemon that is just ending."""


class Database:
    """One SQLite file, held by this process alone. Used on one thread."""

    def __init__(self, file: Path) -> None:
        """Open `file`, creating it (0600) and its folders (0700); a corrupt one is moved aside first.

        Raises `MotiadError`: STORE_UNUSABLE (locked, not writable, a newer schema), STORAGE_FULL.
        """
        self.file = file
        self.degraded: str | None = None
        self.full: str | None = None
        """What a full disk said, until there is room again."""
        self._ballast = Ballast(file)
        with told(file):
            _make_private(file)
            try:
                self.connection = _connect(file)
            except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
                if not is_corruption(error):
                    raise
                aside = move_aside(file)
                log.exception("the store was damaged and has been moved to %s", aside)
                _make_private(file)
                self.connection = _connect(file)
                saved = salvage(aside, self.connection)
                self.degraded = (
                    f"The store was damaged ({error}) and has been begun anew with the {saved} deployments that "
                    f"could be read; the old file is {aside}."
                )
        # A full disk is no reason not to start: what is stored can be read, and `create` asks for the room again.
        with contextlib.suppress(OSError):
            self._ballast.load()

    def keep_room(self) -> None:
        """See to it that a full disk leaves room for a deployment's end. Raises `MotiadError` (STORAGE_FULL)."""
        with told(self.file):
            self._ballast.load()
        self.full = None

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Run a block of writes: all of them, durably, or none. Raises `MotiadError` (STORAGE_FULL, STORE_UNUSABLE).

        The transaction that meets a full disk is lost; the room it frees lets the next one tell the end.
        """
        try:
            with told(self.file):
                self.connection.execute("BEGIN IMMEDIATE")
                try:
                    yield self.connection
                    self.connection.execute("COMMIT")
                except BaseException:
                    if self.connection.in_transaction:  # SQLite itself rolls back on a full disk
                        self.connection.execute("ROLLBACK")
                    raise
        except MotiadError as error:
            if error.code is ErrorCode.STORAGE_FULL:
                self.full = error.message
                self._ballast.drop()
            raise

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Run a block of reads. Raises `MotiadError` (STORE_UNUSABLE)."""
        with told(self.file):
            yield self.connection

    def compact(self) -> None:
        """Write the file anew without its free pages. Raises `MotiadError` (STORAGE_FULL, STORE_UNUSABLE)."""
        with told(self.file):
            self.connection.execute("VACUUM")

    def close(self) -> None:
        """Close the file; SQLite merges the write-ahead log into it."""
        self.connection.close()


def _connect(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None, timeout=_BUSY_MILLIS / 1000)
    try:
        connection.row_factory = sqlite3.Row
        connection.text_factory = _text
        # EXCLUSIVE before WAL: the index of the log then lives in memory, and the file opens on a full disk too.
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        # Defensive: a stored schema cannot run functions of ours.
        connection.execute("PRAGMA trusted_schema = OFF")
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise _corrupt(" ".join(str(verdict).split()))
        migrate(connection, file)
    except BaseException:
        connection.close()
        raise
    return connection


def _corrupt(verdict: str) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(verdict)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _make_private(file: Path) -> None:
    for folder in reversed(file.parents):
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    file.chmod(0o600)


def move_aside(file: Path) -> Path:
    """Rename the database and what belongs to it, and return its new name."""
    mark = f".corrupt-{datetime.now(UTC):%Y%m%dT%H%M%S}"
    tries = 0
    aside = file.with_name(file.name + mark)
    while aside.exists():
        tries += 1
        aside = file.with_name(f"{file.name}{mark}-{tries}")
    for suffix in ("-wal", "-journal"):
        with contextlib.suppress(FileNotFoundError):
            file.with_name(file.name + suffix).rename(aside.with_name(aside.name + suffix))
    file.rename(aside)
    return aside
