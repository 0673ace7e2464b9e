"""SQLite: deployments, events, logs, migrations."""

from motiad.store.retention import Pruned, Retention
from motiad.store.sqlite import SqliteStore

__all__ = ["Pruned", "Retention", "SqliteStore"]
