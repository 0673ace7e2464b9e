"""What stays of a deployment that has ended: secrets and bundles, for as long as it can be retried."""

import asyncio
import logging
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from motiad.contract.deployment import DeploymentData
from motiad.deployments.ports import Deployment, Secrets, Store
from motiad.deployments.repeating import retryable
from motiad.pipeline import built
from motiad.pipeline.journal import Now
from motiad.pipeline.patience import Patience

log = logging.getLogger(__name__)

SWEPT_AT_ONCE = 500
"""How many deployments a start of the daemon reads at once as it looks for what a crash left over."""


class Leftovers:
    """Keeps and removes them."""

    def __init__(self, store: Store, secrets: Secrets, builds: Path, now: Now, patience: Patience) -> None:
        """`builds` has one folder a deployment."""
        self._store = store
        self._secrets = secrets
        self._builds = builds
        self._now = now
        self._patience = patience
        self._running: dict[str, int] = {}
        """The attempt of each deployment that runs."""
        self._expiries: dict[str, asyncio.Task[None]] = {}
        self._sweeping: asyncio.Task[None] | None = None

    def folder(self, deployment_id: str) -> Path:
        """Return where a deployment's bundles are built; every id has its own."""
        return self._builds / quote(deployment_id, safe="")

    def take_up(self, data: DeploymentData) -> None:
        """Touch nothing of a deployment that runs, or runs again, until this attempt has settled."""
        self._running[data.id] = data.attempt
        self._stop_clock(data.id)

    def _stop_clock(self, deployment_id: str) -> None:
        expiry = self._expiries.pop(deployment_id, None)
        if expiry is not None:
            expiry.cancel()

    async def settle(self, deployment: Deployment) -> None:
        """Keep what a retry needs, or remove everything; unless the next attempt has it already."""
        if self._running.get(deployment.data.id, deployment.data.attempt) != deployment.data.attempt:
            return
        self._running.pop(deployment.data.id, None)
        if retryable(deployment.data):
            self._expire_in(deployment.data.id, self._patience.retry_window)
            await asyncio.to_thread(self._trim)
        else:
            await self._remove(deployment.data.id)

    def sweep(self) -> None:
        """Begin to remove what a crash left over, except of deployments that run; returns at once."""
        self._sweeping = asyncio.create_task(self._sweep(_folders(self._builds)), name="sweep")

    async def close(self) -> None:
        """Stop the clocks; what they would have removed is removed after the next start."""
        tasks = [*self._expiries.values(), *([self._sweeping] if self._sweeping else [])]
        self._expiries.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _sweep(self, found: list[Path]) -> None:
        window = self._patience.retry_window
        before: str | None = None
        while True:
            found_here, before = await self._store.page(limit=SWEPT_AT_ONCE, before=before, brief=True)
            for data in (deployment.data for deployment in found_here if deployment.data.terminal):
                await self._sweep_one(data, window)
            if before is None:
                break
        await asyncio.to_thread(self._clear_others, found)

    async def _sweep_one(self, data: DeploymentData, window: float) -> None:
        """Keep a deployment's secrets for the rest of its window, or see to it that they are gone."""
        if data.id in self._running or data.id in self._expiries:
            return
        age = (self._now() - (data.completed_at or 0)) / 1000
        if retryable(data) and age < window:
            self._expire_in(data.id, min(window - age, window))
        elif age < 2 * window:
            await self._secrets.forget(data.id)

    def _clear_others(self, found: list[Path]) -> None:
        for folder in found:
            if folder not in map(self.folder, [*self._running, *self._expiries]):
                built.clear(folder)

    def _trim(self) -> None:
        """Remove the oldest of the kept builds while all of them are too large. Blocks."""
        folders = [self.folder(deployment_id) for deployment_id in list(self._expiries)]
        sizes = {folder: _size(folder) for folder in folders}
        for folder in folders:  # in the order in which they were kept
            if sum(sizes.values()) <= self._patience.kept_bytes:
                return
            del sizes[folder]
            built.clear(folder)

    async def _remove(self, deployment_id: str) -> None:
        await self._secrets.forget(deployment_id)
        if deployment_id not in self._running:  # a keyring can take its time
            await asyncio.to_thread(built.clear, self.folder(deployment_id))

    def _expire_in(self, deployment_id: str, seconds: float) -> None:
        async def expire() -> None:
            await asyncio.sleep(seconds)
            del self._expiries[deployment_id]
            await self._remove(deployment_id)

        self._stop_clock(deployment_id)
        self._expiries[deployment_id] = asyncio.create_task(expire(), name=f"expiry of {deployment_id}")


def _folders(builds: Path) -> list[Path]:
    try:
        return [entry for entry in builds.iterdir() if entry.is_dir()]
    except OSError:
        return []


def _size(folder: Path) -> int:
    size = 0
    with suppress(OSError):
        for file in folder.rglob("*"):
            with suppress(OSError):
                size += file.lstat().st_size
    return size
