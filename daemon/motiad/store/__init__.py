"""SQLite: deployments, events, logs, migrations."""

from motiad.store.sqlite import SqliteStore

__all__ = ["SqliteStore"]
