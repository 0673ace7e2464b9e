"""API keys of clouds, one for each."""

from motiad.secrets.vault import Vault

_ACCOUNT = "api-key"


class ApiKeys:
    """Keeps the API key for `motia`, or for a cloud at a URL; every program of this user shares them."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def get(self, cloud: str) -> str | None:
        """Return the key for a cloud, or None."""
        return await self._vault.get(_service(cloud), _ACCOUNT)

    async def set(self, cloud: str, key: str) -> None:
        """Keep the key for a cloud."""
        await self._vault.set(_service(cloud), _ACCOUNT, key)

    async def delete(self, cloud: str) -> None:
        """Forget the key for a cloud."""
        await self._vault.delete(_service(cloud), _ACCOUNT)


def _service(cloud: str) -> str:
    """One service name per secret: Windows shuffles accounts that share one."""
    return f"motiad cloud {cloud.rstrip('/')}"
