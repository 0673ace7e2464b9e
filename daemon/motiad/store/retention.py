"""How long history and logs are kept."""

import sqlite3
from dataclasses import dataclass

from motiad.contract.deployment import TERMINAL
from motiad.store.database import Database


@dataclass(frozen=True)
class Retention:
    """What may stay in the store."""

    deployments: int = 500
    """The newest so many that have ended."""
    days: float = 30.0
    """Counted from a deployment's last event."""
    log_bytes: int = 200 * 1024**2
    """UTF-8 bytes of log lines; beyond that the oldest deployments' logs go first."""


@dataclass(frozen=True)
class Pruned:
    """What was removed."""

    deployments: tuple[str, ...] = ()
    """Ids."""
    logs: int = 0
    """Deployments whose log lines were removed."""


_OUTDATED = """
    DELETE FROM deployments WHERE status IN (?, ?) AND (
        seq NOT IN (SELECT seq FROM deployments WHERE status IN (?, ?) ORDER BY seq DESC LIMIT ?)
        OR (SELECT max(at) FROM events WHERE events.seq = deployments.seq) < ?
    ) RETURNING id
"""
_LOG_SIZES = """
    SELECT deployments.seq, status, sum(length(CAST(text AS BLOB))) AS size, count(*) AS lines
    FROM logs JOIN deployments USING (seq) GROUP BY seq ORDER BY seq DESC
"""


def prune(database: Database, retention: Retention, now: int) -> Pruned:
    """Remove what need not be kept, in one transaction; unfinished deployments stay whole. `now` in milliseconds."""
    ended = sorted(TERMINAL)
    before = now - int(retention.days * 24 * 3600 * 1000)
    with database.transaction() as connection:
        removed = connection.execute(_OUTDATED, (*ended, *ended, retention.deployments, before)).fetchall()
        shortened = _shorten(connection, retention.log_bytes) if _file_bytes(connection) > retention.log_bytes else 0
    return Pruned(tuple(sorted(row["id"] for row in removed)), shortened)


def _shorten(connection: sqlite3.Connection, limit: int) -> int:
    """Remove the log lines of the oldest deployments until the others' fit; each keeps a line that says so."""
    total, shortened = 0, 0
    for row in connection.execute(_LOG_SIZES).fetchall():
        total += row["size"]
        if total <= limit or row["status"] not in TERMINAL or row["lines"] == 1:
            continue
        last = connection.execute(
            "SELECT number, attempt, event, phase, at FROM logs WHERE seq = ? ORDER BY number DESC LIMIT 1",
            (row["seq"],),
        ).fetchone()
        said = f"… {last['number']} lines were removed: motiad keeps {limit // 1024**2} MiB of logs, the newest"
        connection.execute("DELETE FROM logs WHERE seq = ?", (row["seq"],))
        # Its number is the last one, so that whoever follows by number does not miss it.
        connection.execute(
            "INSERT INTO logs (seq, number, attempt, event, phase, at, text) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (row["seq"], *last, said),
        )
        connection.execute("DELETE FROM tails WHERE seq = ?", (row["seq"],))
        total -= row["size"]
        shortened += 1
    return shortened


def _file_bytes(connection: sqlite3.Connection) -> int:
    """Return how much of the file is in use: an upper bound of the logs that costs nothing to know."""
    pages, free, size = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)
