"""What the store writes, each in one transaction."""

import json
import secrets
import sqlite3
from collections.abc import Sequence

from motiad.contract.deployment import DeploymentData
from motiad.deployments.events import Event, Logged
from motiad.deployments.ports import Deployment
from motiad.store import rows
from motiad.store.database import Database

_KEY_BYTES = 32

_CREATE = """
    INSERT INTO deployments (id, attempt, status, snapshot, project_path, project_name, cloud, fingerprint, env_names)
    VALUES (:id, :attempt, :status, :snapshot, :project_path, :project_name, :cloud, :fingerprint, :env_names)
    ON CONFLICT (id) DO UPDATE SET
        attempt = :attempt, status = :status, snapshot = :snapshot, project_path = :project_path,
        project_name = :project_name, cloud = :cloud, fingerprint = :fingerprint, env_names = :env_names
    RETURNING seq
"""

_UPDATE = """
    UPDATE deployments SET attempt = ?, status = ?, snapshot = ?, project_name = ? WHERE id = ? RETURNING seq
"""

_TAIL = """
    INSERT INTO tails (seq, phase, lines) VALUES (?, ?, ?)
    ON CONFLICT (seq, phase) DO UPDATE SET lines = excluded.lines WHERE lines IS NOT excluded.lines
"""


def create(database: Database, deployment: Deployment, events: Sequence[tuple[int, Event]]) -> None:
    """Write a new deployment, or a new attempt of one, which keeps its place in the order."""
    database.keep_room()
    data = deployment.data
    row = {
        "id": data.id,
        "attempt": data.attempt,
        "status": data.status,
        "snapshot": rows.snapshot(data),
        "project_path": str(deployment.project),
        "project_name": data.project,
        "cloud": deployment.cloud,
        "fingerprint": deployment.fingerprint,
        "env_names": json.dumps(deployment.env_names),
    }
    with database.transaction() as connection:
        ((seq,),) = connection.execute(_CREATE, row).fetchall()
        _record(connection, seq, data, events)


def append(database: Database, data: DeploymentData, events: Sequence[tuple[int, Event]]) -> None:
    """Write events and the state they led to. Raises `LookupError` when there is no such deployment."""
    with database.transaction() as connection:
        state = (data.attempt, data.status, rows.snapshot(data), data.project, data.id)
        found = connection.execute(_UPDATE, state).fetchall()
        if not found:
            raise LookupError(data.id)
        _record(connection, found[0]["seq"], data, events)


def installation_key(database: Database) -> bytes:
    """Return the key of this installation, made on first use."""
    with database.transaction() as connection:
        connection.execute(
            "INSERT INTO meta (key, value) VALUES ('installation_key', ?) ON CONFLICT DO NOTHING",
            (secrets.token_bytes(_KEY_BYTES),),
        )
        row = connection.execute("SELECT value FROM meta WHERE key = 'installation_key'").fetchone()
        return bytes(row["value"])


def reserve_stamp(database: Database, until: int) -> None:
    """Remember the highest stream timestamp that may have been used."""
    with database.transaction() as connection:
        connection.execute(
            "INSERT INTO meta (key, value) VALUES ('reserved_stamp', ?)"
            " ON CONFLICT DO UPDATE SET value = max(value, excluded.value)",
            (until,),
        )


def _record(
    connection: sqlite3.Connection, seq: int, data: DeploymentData, events: Sequence[tuple[int, Event]]
) -> None:
    for phase, lines in rows.tails(data).items():
        connection.execute(_TAIL, (seq, phase, lines))
    event_number = _highest(
        connection, "SELECT max(number) FROM events WHERE seq = ? AND attempt = ?", seq, data.attempt
    )
    line_number = _highest(connection, "SELECT max(number) FROM logs WHERE seq = ?", seq)
    for at, event in events:
        event_number += 1
        connection.execute(
            "INSERT INTO events (seq, attempt, number, at, body) VALUES (?, ?, ?, ?, ?)",
            (seq, data.attempt, event_number, at, rows.event_body(event)),
        )
        if isinstance(event, Logged):
            connection.executemany(
                "INSERT INTO logs (seq, number, attempt, event, phase, at, text) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (seq, number, data.attempt, event_number, event.phase, at, text)
                    for number, text in enumerate(event.lines, line_number + 1)
                ],
            )
            line_number += len(event.lines)


def _highest(connection: sqlite3.Connection, query: str, *values: int) -> int:
    (highest,) = connection.execute(query, values).fetchone()
    return highest or 0
