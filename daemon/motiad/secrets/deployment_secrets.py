"""A deployment's token and variables, kept while it runs; implements `deployments.ports.Secrets`."""

import hashlib
import json
from typing import Literal

from motiad.deployments.ports import DeploymentSecrets
from motiad.secrets.vault import Vault

PART = 1200
"""Characters an entry holds: Windows takes some 1280."""
MAX_PARTS = 32
"""Larger secrets stay in memory: a keyring is no place for files."""


class DeploymentVault:
    """Keeps the secrets of one installation's deployments; two installations never touch each other's."""

    def __init__(self, vault: Vault, installation_key: bytes) -> None:
        self._vault = vault
        self._installation = hashlib.sha256(b"keyring" + installation_key).hexdigest()[:16]
        self._large: dict[str, DeploymentSecrets] = {}

    @property
    def kind(self) -> Literal["keyring", "memory"]:
        """Where secrets are kept."""
        return self._vault.kind

    async def keep(self, deployment_id: str, secrets: DeploymentSecrets) -> None:
        """Keep the secrets until `forget`."""
        text = json.dumps([secrets.token, dict(secrets.envs)])
        parts = [text[start : start + PART] for start in range(0, len(text), PART)]
        if len(parts) > MAX_PARTS:
            self._large[deployment_id] = secrets
            return
        for number, part in enumerate(parts[1:], start=1):
            await self._vault.set(self._service(deployment_id, number), "secret", part)
        await self._vault.set(self._service(deployment_id, 0), "secret", f"{len(parts)} {parts[0]}")

    async def recall(self, deployment_id: str) -> DeploymentSecrets | None:
        """Return the secrets, or None when they, or some part of them, are gone."""
        if deployment_id in self._large:
            return self._large[deployment_id]
        first = await self._vault.get(self._service(deployment_id, 0), "secret")
        if first is None:
            return None
        count, _, text = first.partition(" ")
        for number in range(1, int(count)):
            part = await self._vault.get(self._service(deployment_id, number), "secret")
            if part is None:
                return None
            text += part
        token, envs = json.loads(text)
        return DeploymentSecrets(token=token, envs=envs)

    async def forget(self, deployment_id: str) -> None:
        """Delete the secrets; no error when there are none. The first part goes last: it names the others."""
        self._large.pop(deployment_id, None)
        first = await self._vault.get(self._service(deployment_id, 0), "secret")
        if first is None:
            return
        for number in reversed(range(int(first.partition(" ")[0]))):
            await self._vault.delete(self._service(deployment_id, number), "secret")

    def _service(self, deployment_id: str, number: int) -> str:
        return f"motiad {self._installation} deployment {deployment_id} {number}"
