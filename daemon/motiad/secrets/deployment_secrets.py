"""A deployment's token and variables while it runs (`security-reliability.md`, section 3)."""

import asyncio
import hashlib
import json
import logging
from pathlib import Path
from typing import Any, Literal, Protocol

from motiad.deployments.ports import Deployment, DeploymentSecrets
from motiad.deployments.repeating import retryable
from motiad.secrets.sealed_files import SealedFiles
from motiad.secrets.vault import Vault

log = logging.getLogger(__name__)

ACCOUNT = "motiad"
ITEM_SIZE = 1200
"""Characters in one item of the keyring: Windows takes some 1280."""
OUTLIVED = 48 * 3600 * 1000
"""Milliseconds after its end when nobody can want a deployment's secrets any more; a retry has 24 hours."""


class History(Protocol):
    """What the sweeper asks of the store."""

    async def get(self, deployment_id: str) -> Deployment | None:
        """Return a deployment, or None when it is not known."""
        ...


class DeploymentVault:
    """Implements `deployments.ports.Secrets` over the vault and a folder of sealed files.

    The token is an item of the keyring, under a service name with the installation's and the deployment's id in it:
    Windows shuffles accounts that share a service, and two installations must not sweep each other. Variables, and a
    token that an item cannot hold, go into a sealed file, whose key is in the item. The file comes first: after a crash
    in between, nobody has its key. It goes last: what is left without the item is of no use, and can be listed and
    swept. Where the keyring does not work, or no file can be written, all of it stays in memory.
    """

    def __init__(self, vault: Vault, installation_key: bytes, folder: Path) -> None:
        """`installation_key` is the store's; only a digest of it shows. `folder` is for the sealed files alone."""
        self._vault = vault
        self._installation = hashlib.sha256(b"motiad secrets" + installation_key).hexdigest()[:16]
        self._files = SealedFiles(folder)
        self._memory: dict[str, DeploymentSecrets] = {}

    @property
    def kind(self) -> Literal["keyring", "memory"]:
        """Where secrets are kept."""
        return self._vault.kind

    async def keep(self, deployment_id: str, secrets: DeploymentSecrets) -> None:
        """Keep the secrets until `forget`, in place of those kept before."""
        self._memory.pop(deployment_id, None)
        item = {"token": secrets.token}
        sealed: dict[str, object] = {"envs": dict(secrets.envs)} if secrets.envs else {}
        if len(json.dumps(item)) > ITEM_SIZE - 80:  # the key's part
            item, sealed = {}, {"token": secrets.token, **sealed}
        if sealed:
            try:
                key = await asyncio.to_thread(self._files.seal, deployment_id, json.dumps(sealed).encode())
            except OSError as error:
                log.warning("a deployment's secrets are kept in memory only: %s", error.strerror)
                await self.forget(deployment_id)
                self._memory[deployment_id] = secrets
                return
            item["key"] = key
        else:
            await asyncio.to_thread(self._files.remove, deployment_id)
        await self._vault.set(self._service(deployment_id), ACCOUNT, json.dumps(item))
        if self._vault.kind == "memory":
            await self.forget(deployment_id)
            self._memory[deployment_id] = secrets

    async def recall(self, deployment_id: str) -> DeploymentSecrets | None:
        """Return the secrets, or None when they are gone.

        Raises `MotiadError` (SECRETS_UNAVAILABLE) when the keyring is locked or silent: they may still be there.
        """
        if deployment_id in self._memory:
            return self._memory[deployment_id]
        item: dict[str, Any] = _read(await self._vault.get(self._service(deployment_id), ACCOUNT))
        if "key" in item:
            opened = await asyncio.to_thread(self._files.open, deployment_id, item["key"])
            if opened is None:
                log.warning("the secrets of %s cannot be opened: their file is gone, or not as it was", deployment_id)
                return None
            item |= json.loads(opened)
        return DeploymentSecrets(token=item["token"], envs=item.get("envs", {})) if "token" in item else None

    async def forget(self, deployment_id: str) -> None:
        """Delete the secrets; no error when there are none.

        A keyring that is locked keeps its item for now: a later call, by the sweeper, gets it.
        """
        self._memory.pop(deployment_id, None)
        await self._vault.delete(self._service(deployment_id), ACCOUNT)
        await asyncio.to_thread(self._files.remove, deployment_id)

    async def sweep(self, history: History, now: int) -> None:
        """Remove the sealed files that a crash left over; `now` in milliseconds since the epoch."""
        await asyncio.to_thread(self._files.remove_drafts)
        for deployment_id in await asyncio.to_thread(self._files.names):
            deployment = await history.get(deployment_id)
            if deployment is None or _outlived(deployment, now):
                await self.forget(deployment_id)

    def _service(self, deployment_id: str) -> str:
        return f"motiad/{self._installation}/{deployment_id}"


def _outlived(deployment: Deployment, now: int) -> bool:
    """Tell whether nobody can want its secrets any more."""
    data = deployment.data
    return data.terminal and (not retryable(data) or now - (data.completed_at or 0) > OUTLIVED)


def _read(item: str | None) -> dict[str, Any]:
    """Return what an item holds; nothing for none, and for what is no such item."""
    try:
        held = json.loads(item or "{}")
    except ValueError:
        return {}
    return held if isinstance(held, dict) and all(isinstance(value, str) for value in held.values()) else {}
