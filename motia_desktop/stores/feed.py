"""Brings what the daemon tells into the store. Nothing else in the window subscribes to the stream."""

from motia_desktop.stores.deployments import DeploymentStore
from motiad.client import DaemonClient, DeploymentStream

HISTORY = 100
"""Deployments that are loaded when the window opens."""


class Feed:
    """History first, then everything as it changes."""

    def __init__(self, store: DeploymentStore) -> None:
        self._store = store

    async def run(self, client: DaemonClient, stream: DeploymentStream) -> None:
        """Load, then follow until cancelled. Raises `MotiadError` when the daemon refuses."""
        page = await client.deployments(limit=HISTORY)
        self._store.load(page.deployments)
        async for data in stream.watch_all():
            self._store.put(data)

    async def fetch(self, client: DaemonClient, deployment_id: str) -> None:
        """Get one deployment whole: history carries ended ones without their logs."""
        self._store.put(await client.status(deployment_id))
