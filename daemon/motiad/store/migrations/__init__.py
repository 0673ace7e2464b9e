"""Numbered SQL that takes a database from one schema to the next; a number is never used or edited again."""

import sqlite3
from importlib import resources
from pathlib import Path

from motiad.store.problems import newer_schema


def scripts() -> list[tuple[int, str]]:
    """Return every migration, in order: its number and its SQL."""
    folder = resources.files(__name__)
    files = sorted(file.name for file in folder.iterdir() if file.name.endswith(".sql"))
    return [(int(name.removesuffix(".sql")), (folder / name).read_text("utf-8")) for name in files]


def migrate(connection: sqlite3.Connection, file: Path) -> None:
    """Bring the schema up to date, each step in a transaction of its own.

    Raises `MotiadError` (STORE_UNUSABLE) for a schema this version does not know; nothing is changed then.
    """
    steps = scripts()
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    known = steps[-1][0]
    if found > known:
        raise newer_schema(file, found, known)
    for number, sql in steps:
        if number > found:
            try:
                connection.executescript(f"BEGIN IMMEDIATE;\n{sql}\nPRAGMA user_version = {number};\nCOMMIT;")
            except sqlite3.Error:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
