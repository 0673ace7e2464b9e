"""SQLite: deployments, events, logs, migrations."""
