"""What the store reads back."""

import logging
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence

from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import TERMINAL, Phase, Status
from motiad.contract.flow import FlowStep
from motiad.contract.http import LogLine
from motiad.deployments.events import Event, FlowRead
from motiad.deployments.ports import Deployment
from motiad.errors import MotiadError
from motiad.store import rows
from motiad.store.database import Database
from motiad.store.problems import unreadable_state

log = logging.getLogger(__name__)

_PAGE = """
    SELECT * FROM deployments
    WHERE seq < coalesce(:before, 9223372036854775807)
      AND (:status IS NULL OR status = :status)
      AND (:project IS NULL OR project_path = :project OR project_name = :project)
      AND (:environment IS NULL OR json_extract(snapshot, '$.metadata.environment') = :environment)
      AND (:words IS NULL OR id LIKE :words ESCAPE '\\' OR project_name LIKE :words ESCAPE '\\'
        OR json_extract(snapshot, '$.version') LIKE :words ESCAPE '\\'
        OR json_extract(snapshot, '$.metadata.environment') LIKE :words ESCAPE '\\'
        OR json_extract(snapshot, '$.error') LIKE :words ESCAPE '\\')
    ORDER BY seq DESC LIMIT :limit
"""

_BRIEF = """json_set(
    json_remove(snapshot, '$.build', '$.upload', '$.resources', '$.outputs'),
    '$.metadata.bundle_bytes', (SELECT sum(json_extract(value, '$.size')) FROM json_each(snapshot, '$.upload')))"""
"""A state without its rows; SQLite leaves them out, so that thousands of them are never read here."""

_FLOW = """
    SELECT body FROM events
    WHERE seq = (SELECT seq FROM deployments WHERE id = ?)
      AND CASE WHEN json_valid(body) THEN json_extract(body, '$.kind') END = 'flow_read'
    ORDER BY attempt DESC, number DESC LIMIT 1
"""

_LAST_AT = """
    WITH mine AS (SELECT seq FROM deployments WHERE id = :id)
    SELECT max(
        coalesce((SELECT max(at) FROM events WHERE seq = (SELECT seq FROM mine)), 0),
        coalesce((SELECT at FROM logs WHERE seq = (SELECT seq FROM mine) ORDER BY number DESC LIMIT 1), 0)
    )
"""


def get(database: Database, deployment_id: str) -> Deployment | None:
    """Return a deployment with its log lines. Raises `MotiadError` (STORE_UNUSABLE) when its row makes no sense."""
    with database.reading() as connection:
        row = connection.execute("SELECT * FROM deployments WHERE id = ?", (deployment_id,)).fetchone()
        if row is None:
            return None
        try:
            return rows.read_deployment(row, _tails(connection, row["seq"]))
        except ValueError as error:
            raise unreadable_state(deployment_id, database.file) from error


def page(
    database: Database,
    status: Status | None,
    project: str | None,
    limit: int,
    before: str | None,
    *,
    environment: str | None = None,
    search: str | None = None,
    brief: bool = False,
) -> tuple[list[Deployment], str | None]:
    """Return deployments, newest first, and the cursor of the next page."""
    wanted = {
        "status": status,
        "project": project,
        "environment": environment,
        "words": None if search is None else _pattern(search),
        "before": _cursor(before),
        "limit": limit + 1,
    }
    rows_wanted = _PAGE.replace("*", f"*, {_BRIEF} AS brief", 1) if brief else _PAGE
    with database.reading() as connection:
        found = connection.execute(rows_wanted, wanted).fetchall()
        more = len(found) > limit
        shown = found[:limit]
        return _readable(connection, shown, "brief" if brief else "snapshot"), str(shown[-1]["seq"]) if more else None


def unfinished(database: Database) -> list[Deployment]:
    """Return every deployment that is not terminal, oldest first."""
    with database.reading() as connection:
        ended = sorted(TERMINAL)
        found = connection.execute(
            "SELECT * FROM deployments WHERE status NOT IN (?, ?) ORDER BY seq", ended
        ).fetchall()
        return _readable(connection, found)


def logs(database: Database, deployment_id: str, phase: Phase | None, after: int, limit: int) -> list[LogLine]:
    """Return numbered log lines after number `after`."""
    with database.reading() as connection:
        found = connection.execute(
            "SELECT number, phase, text, at FROM logs"
            " WHERE seq = (SELECT seq FROM deployments WHERE id = :id) AND number > :after"
            " AND (:phase IS NULL OR phase = :phase) ORDER BY number LIMIT :limit",
            {"id": deployment_id, "after": after, "phase": phase, "limit": limit},
        )
        return [LogLine(number=row["number"], phase=row["phase"], text=row["text"], at=row["at"]) for row in found]


def dropped_lines(database: Database, deployment_id: str) -> int:
    """Return how many of the oldest log lines were removed: the line that says so has the last one's number."""
    with database.reading() as connection:
        (first,) = connection.execute(
            "SELECT min(number) FROM logs WHERE seq = (SELECT seq FROM deployments WHERE id = ?)", (deployment_id,)
        ).fetchone()
        return int(first) if first and first > 1 else 0


def events(database: Database, deployment_id: str, attempt: int) -> list[tuple[int, Event]]:
    """Return an attempt's events with their times, in order."""
    with database.reading() as connection:
        row = connection.execute("SELECT seq FROM deployments WHERE id = ?", (deployment_id,)).fetchone()
        if row is None:
            return []
        which = (row["seq"], attempt)
        lines: defaultdict[int, list[str]] = defaultdict(list)
        for line in connection.execute(
            "SELECT event, text FROM logs WHERE seq = ? AND attempt = ? ORDER BY number", which
        ):
            lines[line["event"]].append(line["text"])
        found = connection.execute(
            "SELECT number, at, body FROM events WHERE seq = ? AND attempt = ? ORDER BY number", which
        )
        try:
            return [(event["at"], rows.read_event(event["body"], lines[event["number"]])) for event in found]
        except ValueError as error:
            raise unreadable_state(deployment_id, database.file) from error


def last_at(database: Database, deployment_id: str) -> int:
    """Return when the last event of all attempts happened, 0 if none; a salvaged store may have its log line alone."""
    with database.reading() as connection:
        (newest,) = connection.execute(_LAST_AT, {"id": deployment_id}).fetchone()
        return int(newest)


def flow(database: Database, deployment_id: str) -> tuple[FlowStep, ...]:
    """Return the steps of the newest `flow_read` event; nothing where there is none, or none that can be read."""
    with database.reading() as connection:
        found = connection.execute(_FLOW, (deployment_id,)).fetchone()
        try:
            event = rows.read_event(found["body"], []) if found else None
        except ValueError:
            log.exception("the stored flow of deployment %s cannot be read", deployment_id)
            return ()
        return event.steps if isinstance(event, FlowRead) else ()


def reserved_stamp(database: Database) -> int:
    """Return the highest stream timestamp that may have been used before, 0 if none."""
    with database.reading() as connection:
        row = connection.execute("SELECT value FROM meta WHERE key = 'reserved_stamp'").fetchone()
        return int(row["value"]) if row else 0


def _pattern(search: str) -> str:
    """Return what LIKE takes for "contains"."""
    escaped = search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _readable(
    connection: sqlite3.Connection, found: Iterable[sqlite3.Row], state: str = "snapshot"
) -> list[Deployment]:
    """Return the deployments of the rows; one that cannot be read must not hide the others."""
    deployments = []
    for row in found:
        lines = {} if row["status"] in TERMINAL else _tails(connection, row["seq"])
        try:
            deployments.append(rows.read_deployment(row, lines, state))
        except ValueError:
            log.exception("the stored state of deployment %s cannot be read", row["id"])
    return deployments


def _tails(connection: sqlite3.Connection, seq: int) -> dict[str, str]:
    found: Sequence[sqlite3.Row] = connection.execute("SELECT phase, lines FROM tails WHERE seq = ?", (seq,)).fetchall()
    return {row["phase"]: row["lines"] for row in found}


def _cursor(before: str | None) -> int | None:
    if before is None:
        return None
    if before.isascii() and before.isdecimal() and len(before) <= 18:
        return int(before)
    raise MotiadError(
        ErrorCode.INVALID_REQUEST,
        f"{before!r} is no cursor of a page.",
        hint="Pass the `next` of the page before, or leave `before` out.",
        details={"field": "before"},
    )
