import sqlite3
from pathlib import Path

import pytest

from motiad.store import migrations
from motiad.store.migrations import migrate, scripts


@pytest.fixture
def connection():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    yield connection
    connection.close()


def version(connection):
    return connection.execute("PRAGMA user_version").fetchone()[0]


def tables(connection):
    return {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def test_the_numbers_have_no_gap():
    assert [number for number, _ in scripts()] == list(range(1, len(scripts()) + 1))


def test_an_empty_database_gets_the_whole_schema(connection):
    migrate(connection, Path("f"))
    assert version(connection) == scripts()[-1][0]
    assert {"deployments", "events", "logs", "tails", "meta"} <= tables(connection)


def test_nothing_runs_twice(connection):
    migrate(connection, Path("f"))
    connection.execute("INSERT INTO meta (key, value) VALUES ('kept', 1)")
    migrate(connection, Path("f"))
    assert connection.execute("SELECT count(*) FROM meta").fetchone() == (1,)


def test_a_step_that_fails_leaves_the_schema_before_it(connection, monkeypatch):
    steps = [*scripts(), (len(scripts()) + 1, "CREATE TABLE extra (x); CREATE TABLE meta (x);")]
    monkeypatch.setattr(migrations, "scripts", lambda: steps)
    with pytest.raises(sqlite3.OperationalError, match="meta already exists"):
        migrate(connection, Path("f"))
    assert version(connection) == len(steps) - 1
    assert "extra" not in tables(connection)
    assert not connection.in_transaction


def test_log_lines_move_to_a_table_that_wastes_no_page(connection, monkeypatch):
    every = scripts()
    monkeypatch.setattr(migrations, "scripts", lambda: every[:1])
    migrate(connection, Path("f"))
    connection.execute("INSERT INTO deployments VALUES (1, 'd1', 1, 'failed', '{}', '/p', NULL, 'local', 'f', '[]')")
    lines = [(1, number, 1, 1, "build", 5, f"{number:04}" * 260) for number in range(1, 1001)]
    connection.executemany("INSERT INTO logs VALUES (?, ?, ?, ?, ?, ?, ?)", lines)
    monkeypatch.setattr(migrations, "scripts", lambda: every)
    migrate(connection, Path("f"))
    assert connection.execute("SELECT * FROM logs WHERE seq = 1 ORDER BY number").fetchall() == lines
    connection.execute("VACUUM")
    pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    assert pages * size < 1.5 * sum(len(line[-1]) for line in lines)
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("INSERT INTO logs VALUES (1, 1000, 1, 1, 'build', 5, 'twice')")
