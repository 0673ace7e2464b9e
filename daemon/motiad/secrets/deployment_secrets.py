"""A deployment's token and variables while it runs (`security-reliability.md`, section 3)."""

import hashlib
import json
import sys
from typing import Literal

from motiad.deployments.ports import DeploymentSecrets
from motiad.errors import MotiadError
from motiad.secrets.vault import Vault

ACCOUNT = "motiad"
PART_SIZE = 1200 if sys.platform == "win32" else 64 * 1024
"""Characters in one item of the keyring: Windows takes some 1280."""
MAX_PARTS = 64


class DeploymentVault:
    """Implements `deployments.ports.Secrets` over the vault.

    Token and variables are one JSON text, cut into parts of at most `PART_SIZE` characters: one item of the keyring
    each, under a service name with the installation's and the deployment's id in it, because Windows shuffles accounts
    that share a service and two installations must not sweep each other. The first part says how many there are and
    what their digest is. It is written first and deleted last: whatever a crash leaves can be found and swept. A
    text of more than `MAX_PARTS` parts (only Windows gets there, with 75,000 characters) stays in memory: such a
    deployment cannot be resumed after a restart.
    """

    def __init__(self, vault: Vault, installation_key: bytes, part_size: int = PART_SIZE) -> None:
        """`installation_key` is the store's; only a digest of it shows."""
        self._vault = vault
        self._installation = hashlib.sha256(b"motiad secrets" + installation_key).hexdigest()[:16]
        self._part_size = part_size
        self._counts: dict[str, int] = {}
        self._too_long: dict[str, DeploymentSecrets] = {}

    @property
    def kind(self) -> Literal["keyring", "memory"]:
        """Where secrets are kept."""
        return self._vault.kind

    async def keep(self, deployment_id: str, secrets: DeploymentSecrets) -> None:
        """Keep the secrets until `forget`, in place of those kept before."""
        await self.forget(deployment_id)
        text = json.dumps({"token": secrets.token, "envs": dict(secrets.envs)})
        parts = [text[start : start + self._part_size] for start in range(0, len(text), self._part_size)]
        if len(parts) > MAX_PARTS:
            self._too_long[deployment_id] = secrets
            return
        self._counts[deployment_id] = len(parts)
        parts[0] = f"{len(parts)} {_digest(text)} {parts[0]}"
        for number, part in enumerate(parts):
            await self._vault.set(self._service(deployment_id, number), ACCOUNT, part)

    async def recall(self, deployment_id: str) -> DeploymentSecrets | None:
        """Return the secrets, or None when they are gone.

        Raises `MotiadError` (SECRETS_UNAVAILABLE) when the keyring is locked or silent: they may still be there.
        """
        if deployment_id in self._too_long:
            return self._too_long[deployment_id]
        head = _read_head(await self._vault.get(self._service(deployment_id, 0), ACCOUNT))
        if head is None:
            return None
        count, digest, text = head
        for number in range(1, count):
            text += await self._vault.get(self._service(deployment_id, number), ACCOUNT) or ""
        if _digest(text) != digest:  # a crash came between the parts
            return None
        kept = json.loads(text)
        return DeploymentSecrets(token=kept["token"], envs=kept["envs"])

    async def forget(self, deployment_id: str) -> None:
        """Delete the secrets; no error when there are none.

        Where the keyring cannot even tell how many parts there are, they stay: a later call, by the sweeper, gets them.
        """
        self._too_long.pop(deployment_id, None)
        count = self._counts.pop(deployment_id, None)
        if count is None:
            try:
                head = _read_head(await self._vault.get(self._service(deployment_id, 0), ACCOUNT))
            except MotiadError:
                return
            if head is None:
                return
            count = head[0]
        for number in reversed(range(count)):
            await self._vault.delete(self._service(deployment_id, number), ACCOUNT)

    def _service(self, deployment_id: str, number: int) -> str:
        return f"motiad/{self._installation}/{deployment_id}/{number}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _read_head(item: str | None) -> tuple[int, str, str] | None:
    """Return the number of parts, the digest of the whole and the first part; None for what is no such item."""
    count, _, rest = (item or "").partition(" ")
    digest, _, text = rest.partition(" ")
    return (int(count), digest, text) if count.isdecimal() and 0 < int(count) <= MAX_PARTS else None
