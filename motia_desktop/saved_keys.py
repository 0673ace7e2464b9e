"""API keys as the window keeps them: in the keyring, or in memory where there is none."""

import asyncio

from motiad.secrets import ApiKeys, Vault


class SavedKeys:
    """Looks for the keyring beside everything else: one that is locked may take seconds to say so."""

    def __init__(self) -> None:
        """Make it inside the running loop."""
        self._opening = asyncio.ensure_future(Vault.open())

    @property
    def lasting(self) -> bool:
        """Whether a key outlives the program: there is a keyring."""
        return self._opening.done() and self._opening.result().kind == "keyring"

    async def get(self, cloud: str) -> str | None:
        """Return a cloud's key, if there is one."""
        return await (await self._keys()).get(cloud)

    async def set(self, cloud: str, key: str) -> None:
        """Keep a key."""
        await (await self._keys()).set(cloud, key)

    async def delete(self, cloud: str) -> None:
        """Forget a cloud's key; no error when there is none."""
        await (await self._keys()).delete(cloud)

    async def vault(self) -> Vault:
        """Return the door to the keyring, once it is known whether there is one."""
        return await asyncio.shield(self._opening)

    async def close(self) -> None:
        """Let go of the keyring."""
        await (await self._opening).close()

    async def _keys(self) -> ApiKeys:
        return ApiKeys(await asyncio.shield(self._opening))
