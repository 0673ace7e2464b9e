"""The store: implements `deployments.ports.Store` over one SQLite file."""

import asyncio
import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from motiad.contract.deployment import DeploymentData, Phase, Status
from motiad.contract.flow import FlowStep
from motiad.contract.http import LogLine
from motiad.deployments.events import Event
from motiad.deployments.ports import Deployment
from motiad.store import reads, writes
from motiad.store.database import Database
from motiad.store.retention import Pruned, Retention, prune
from motiad.store.stand_in import StandIn, open_or_stand_in
from motiad.store.thread import DatabaseThread

P = ParamSpec("P")
R = TypeVar("R")

MAX_PAGE = 500
MAX_LINES = 10_000


class SqliteStore:
    """Deployments, their events and logs, in one file that this process holds alone.

    Every method may raise `MotiadError`: STORAGE_FULL, STORE_UNUSABLE, and SHUTTING_DOWN after `close`.
    """

    def __init__(self, database: Database, thread: DatabaseThread, stand_in: StandIn | None = None) -> None:
        """Take what `open` made."""
        self._database = database
        self._thread = thread
        self._stand_in = stand_in

    @classmethod
    async def open(cls, path: Path) -> "SqliteStore":
        """Open the store at `path`, creating what is missing; a corrupt file is moved aside and a fresh one begun.

        One that cannot be written, or that a newer motiad wrote, is left as it is: what can be read of it can be read
        here, and every write is refused.
        """
        thread = DatabaseThread()
        try:
            database, stand_in = await thread.run(functools.partial(open_or_stand_in, path))
        except BaseException:
            await asyncio.shield(thread.close(_nothing))
            raise
        return cls(database, thread, stand_in)

    @property
    def degraded(self) -> str | None:
        """One sentence about what is not well with the store, or None."""
        return self._database.full or self._database.degraded

    @property
    def writable(self) -> bool:
        """Whether anything can be written."""
        return self._stand_in is None

    async def close(self) -> None:
        """Finish what was asked for and close the file; never waits longer than a few seconds."""
        await self._thread.close(self._close)

    async def create(self, deployment: Deployment, events: Sequence[tuple[int, Event]]) -> None:
        """Write a new deployment, or a new attempt of one, with its first events, in one transaction."""
        await self._write(writes.create, deployment, events)

    async def append(self, data: DeploymentData, events: Sequence[tuple[int, Event]]) -> None:
        """Write events (each with its time in milliseconds) and the state they led to, in one transaction.

        Raises `LookupError` when there is no such deployment.
        """
        await self._write(writes.append, data, events)

    async def get(self, deployment_id: str) -> Deployment | None:
        """Return a deployment with the log lines of its state, or None."""
        return await self._run(reads.get, deployment_id)

    async def page(
        self,
        *,
        status: Status | None = None,
        project: str | None = None,
        environment: str | None = None,
        search: str | None = None,
        limit: int = 50,
        before: str | None = None,
        brief: bool = False,
    ) -> tuple[list[Deployment], str | None]:
        """Return deployments, newest first, and the cursor of the next page, or None at the end.

        `project` is a folder's path or a project's name; `search` is part of an id, project, version, environment or
        error; `limit` is at most `MAX_PAGE`. `brief` ones come without steps, bundles and resources, those that have
        ended without their log lines. Raises `MotiadError` (INVALID_REQUEST) for a cursor that is none.
        """
        limit = max(1, min(limit, MAX_PAGE))
        return await self._run(
            reads.page, status, project, limit, before, environment=environment, search=search, brief=brief
        )

    async def unfinished(self) -> list[Deployment]:
        """Return every deployment that is not terminal, oldest first."""
        return await self._run(reads.unfinished)

    async def logs(
        self, deployment_id: str, *, phase: Phase | None = None, after: int = 0, limit: int = 1000
    ) -> list[LogLine]:
        """Return numbered log lines after number `after`; `limit` is at most `MAX_LINES`."""
        return await self._run(reads.logs, deployment_id, phase, after, max(1, min(limit, MAX_LINES)))

    async def dropped_lines(self, deployment_id: str) -> int:
        """Return how many of the oldest log lines were removed to make room."""
        return await self._run(reads.dropped_lines, deployment_id)

    async def flow(self, deployment_id: str) -> tuple[FlowStep, ...]:
        """Return how the steps hang together, as the newest attempt that read them found; nothing where none did."""
        return await self._run(reads.flow, deployment_id)

    async def events(self, deployment_id: str, *, attempt: int = 1) -> list[tuple[int, Event]]:
        """Return every event of an attempt with its time, in order: what led to its state."""
        return await self._run(reads.events, deployment_id, attempt)

    async def last_at(self, deployment_id: str) -> int:
        """Return when the last event of all attempts happened (milliseconds), 0 if none."""
        return await self._run(reads.last_at, deployment_id)

    async def installation_key(self) -> bytes:
        """Return this installation's random key, made on first use; it keys fingerprints."""
        return await self._run(writes.installation_key)

    async def reserved_stamp(self) -> int:
        """Return the highest stream timestamp that may have been used before (milliseconds), 0 if none."""
        return await self._run(reads.reserved_stamp)

    async def reserve_stamp(self, until: int) -> None:
        """Remember that stream timestamps up to `until` may be used; it never falls."""
        await self._run(writes.reserve_stamp, until)

    async def prune(self, retention: Retention, now: int) -> Pruned:
        """Remove history and logs that need not be kept; `now` in milliseconds since the epoch."""
        return await self._write(prune, retention, now)

    async def compact(self) -> None:
        """Give the room of what was removed back to the disk; takes as long as writing the file anew."""
        await self._write(Database.compact)

    async def _write(self, work: Callable[Concatenate[Database, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        if self._stand_in is not None:
            raise self._stand_in.refusal()
        return await self._run(work, *args, **kwargs)

    def _close(self) -> None:
        self._database.close()
        if self._stand_in is not None:
            self._stand_in.folder.cleanup()

    async def _run(self, work: Callable[Concatenate[Database, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        return await self._thread.run(functools.partial(work, self._database, *args, **kwargs))


def _nothing() -> None:
    """Close nothing: the file was never opened."""
