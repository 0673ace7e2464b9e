"""What a program does at the Cloud API before the daemon takes over: keys, and new deployments."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from motiad.cloud import CloudAddress, CloudApi, CloudSessions, resolve
from motiad.contract.cloud import CloudUrls, CreatedDeployment, CreateRequest
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError
from motiad.secrets import ApiKeys, Vault


async def create_deployment(
    target: str, local: CloudUrls | None, api_key: str, request: CreateRequest, environ: Mapping[str, str]
) -> CreatedDeployment:
    """Create a deployment at `local`, `motia` or a URL (contract, "Step 1"). Raises `MotiadError`."""
    address = resolve(target, environ, CloudAddress(local.url, local.ws_url) if local else None)
    async with CloudSessions() as sessions:
        return await CloudApi(address, sessions.anywhere).create(api_key, request)


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
