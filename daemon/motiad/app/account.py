"""API keys, into and out of the keyring."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError
from motiad.secrets import ApiKeys, Vault


async def stored_api_key(target: str) -> str | None:
    """Return the API key that `login` kept, if there is one and the keyring can be read."""
    async with _keys() as (keys, _):
        return await keys.get(target)


async def store_api_key(target: str, key: str) -> None:
    """Keep an API key in the keyring. Raises `MotiadError` (SECRETS_UNAVAILABLE) where there is none."""
    async with _keys() as (keys, vault):
        await keys.set(target, key)
        if vault.kind == "memory":
            raise MotiadError(
                ErrorCode.SECRETS_UNAVAILABLE,
                f"The API key could not be kept: {vault.reason}.",
                hint="Set MOTIA_API_KEY instead, from your CI's secrets for example.",
            )


async def forget_api_key(target: str) -> None:
    """Take an API key out of the keyring; no error when there is none."""
    async with _keys() as (keys, _):
        await keys.delete(target)


@asynccontextmanager
async def _keys() -> AsyncIterator[tuple[ApiKeys, Vault]]:
    vault = await Vault.open()
    try:
        yield ApiKeys(vault), vault
    finally:
        await vault.close()
