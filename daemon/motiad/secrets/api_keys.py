"""The API key of each cloud, in the vault."""

from motiad.errors import MotiadError
from motiad.secrets.vault import Vault

_ACCOUNT = "api-key"


class ApiKeys:
    """API keys, one for each cloud: `motia`, `local` or a URL."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def get(self, cloud: str) -> str | None:
        """Return the key, or None when there is none or the keyring cannot be asked (`Vault.reason` says why)."""
        try:
            return await self._vault.get(_service(cloud), _ACCOUNT)
        except MotiadError:
            return None

    async def set(self, cloud: str, key: str) -> None:
        """Keep a key; where the keyring fails, `Vault.kind` says afterwards that it is in memory only."""
        await self._vault.set(_service(cloud), _ACCOUNT, key)

    async def delete(self, cloud: str) -> None:
        """Delete a key; no error when there is none."""
        await self._vault.delete(_service(cloud), _ACCOUNT)


def _service(cloud: str) -> str:
    return f"motiad/api-key/{cloud.strip().rstrip('/')}"
