"""Takes over from a damaged database what can still be read."""

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

log = logging.getLogger(__name__)

SECONDS = 20.0
"""For all of it: a person waits for the daemon to start."""

_TABLES = {
    "meta": "key",
    "deployments": "seq",
    "tails": "seq, phase",
    "events": "seq, attempt, number",
    "logs": "seq, number",
}
"""Each table and its key, those that others refer to first."""


def salvage(damaged: Path, connection: sqlite3.Connection) -> int:
    """Copy every readable row of `damaged` into the new database; return how many deployments that saved.

    A scan ends at a broken page, so each table is read from both ends. Never raises for what is wrong with the
    damaged file. Raises `sqlite3.Error` when the new one cannot be written.
    """
    deadline = time.monotonic() + SECONDS
    beside = [damaged.with_name(damaged.name + suffix) for suffix in ("-wal", "-shm")]
    made = [file for file in beside if not file.exists()]  # reading makes them
    try:
        return _salvaged(damaged, connection, deadline)
    finally:
        for file in made:
            with suppress(OSError):
                file.unlink(missing_ok=True)


def _salvaged(damaged: Path, connection: sqlite3.Connection, deadline: float) -> int:
    try:
        old = sqlite3.connect(f"{damaged.absolute().as_uri()}?mode=ro", uri=True)
    except sqlite3.Error:
        return 0
    with closing(old):
        old.text_factory = lambda raw: raw.decode("utf-8", "replace")
        connection.execute("BEGIN IMMEDIATE")
        for table, key in _TABLES.items():
            _copy(old, connection, table, key, deadline)
        (saved,) = connection.execute("SELECT count(*) FROM deployments").fetchone()
        connection.execute("COMMIT")
    return int(saved)


def _copy(old: sqlite3.Connection, new: sqlite3.Connection, table: str, key: str, deadline: float) -> None:
    columns = [row[1] for row in new.execute(f"PRAGMA table_info({table})")]
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    insert = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names are of our own schema
    backwards = ", ".join(f"{part} DESC" for part in key.split(", "))
    for order in (key, backwards):
        complete = True
        for row in _rows(old, f"SELECT {names} FROM {table} ORDER BY {order}", deadline):  # noqa: S608
            if row is None:
                complete = False
                continue
            try:
                new.execute(insert, row)
            except (sqlite3.IntegrityError, sqlite3.InterfaceError):  # its deployment is lost, or it makes no sense
                continue
        if complete:
            return


def _rows(old: sqlite3.Connection, query: str, deadline: float) -> Iterator[tuple[object, ...] | None]:
    """Yield the rows up to the first that cannot be read, and None there."""
    try:
        cursor = old.execute(query)
        while time.monotonic() < deadline and (row := cursor.fetchone()) is not None:
            yield row
    except (sqlite3.Error, OverflowError, UnicodeDecodeError) as error:
        log.warning("a part of the damaged store cannot be read: %s", error)
        yield None
