"""The only write path: everything the window asks the daemon or a cloud to do."""

from collections.abc import Collection, Mapping
from typing import Protocol

import aiohttp
from pydantic import ValidationError

from motia_desktop.orders import LOCAL, Order, project_name
from motia_desktop.stores.connection import Connection
from motia_desktop.stores.recipes import Recipes
from motiad.cloud import CloudAddress, CloudApi, resolve
from motiad.contract.check import ProjectCheck
from motiad.contract.cloud import CreatedDeployment, CreateRequest
from motiad.contract.codes import ErrorCode
from motiad.contract.http import StartRequest
from motiad.errors import MotiadError


class Keys(Protocol):
    """API keys by cloud."""

    @property
    def lasting(self) -> bool:
        """Whether a key outlives the program: there is a keyring."""
        ...

    async def get(self, cloud: str) -> str | None:
        """Return a cloud's key, if there is one."""
        ...

    async def set(self, cloud: str, key: str) -> None:
        """Keep a key."""
        ...


class Commands:
    """Each command returns when it is done and raises `MotiadError` when it cannot be."""

    def __init__(
        self,
        connection: Connection,
        session: aiohttp.ClientSession,
        keys: Keys,
        recipes: Recipes,
        environ: Mapping[str, str],
    ) -> None:
        """`session` talks to clouds (`CloudSessions.anywhere`)."""
        self._connection = connection
        self._session = session
        self._keys = keys
        self._recipes = recipes
        self._environ = environ

    async def deploy(self, order: Order) -> str:
        """Create a deployment at the cloud, start it at the daemon, and return its id."""
        recipe = order.recipe
        client = self._connection.client
        if recipe.cloud == LOCAL:
            urls = await client.local_cloud()
            local = CloudAddress(urls.url, urls.ws_url)
        else:
            local = None
        address = resolve(recipe.cloud, self._environ, local)
        key = LOCAL if local else order.api_key or await self._keys.get(recipe.cloud)
        if not key:
            raise MotiadError(ErrorCode.NOT_SIGNED_IN, "There is no API key to deploy with.")
        request = CreateRequest(
            version_name=order.version,
            environment_id=recipe.environment if recipe.environment and recipe.environment_is_id else None,
            environment_name=recipe.environment if recipe.environment and not recipe.environment_is_id else None,
            project_name=project_name(recipe.project),
        )
        _start_request(order, request, _NOBODY)  # said before a deployment exists, not after
        created = await CloudApi(address, self._session).create(key, request)
        self._recipes.remember(created.deployment_id, order)
        await client.start(_start_request(order, request, created))
        if order.api_key and local is None:
            await self._keys.set(recipe.cloud, order.api_key)
        return created.deployment_id

    async def check(self, folder: str, names: Collection[str]) -> ProjectCheck:
        """Return what of a folder would be deployed, and what stands in the way; nothing is sent anywhere."""
        return await self._connection.client.check(folder, names)

    async def cancel(self, deployment_id: str) -> None:
        """Cancel a deployment. Raises NOT_CANCELLABLE once the cloud is at work."""
        await self._connection.client.cancel(deployment_id)

    async def retry(self, deployment_id: str) -> None:
        """Run a failed deployment again. Raises NOT_RETRYABLE where only a new one helps."""
        await self._connection.client.retry(deployment_id)


_NOBODY = CreatedDeployment(deployment_id="none", deployment_token="none")  # noqa: S106 - stands for a token


def _start_request(order: Order, asked: CreateRequest, created: CreatedDeployment) -> StartRequest:
    """Return what the daemon is asked to do. Raises `MotiadError` (INVALID_REQUEST) naming the field, never a value."""
    try:
        return StartRequest(
            deployment_token=created.deployment_token,
            deployment_id=created.deployment_id,
            envs=order.envs,
            environment_name=created.environment_name or asked.environment_name,
            project_name=created.project_name or asked.project_name,
            version_name=created.version_name or asked.version_name,
            project=str(order.recipe.project),
            cloud=order.recipe.cloud,
        )
    except ValidationError as error:
        where = [str(part) for part in error.errors(include_input=False, include_url=False)[0]["loc"]]
        what = (
            f"The variable {where[1]}" if where[0] == "envs" and len(where) > 1 else f"The {where[0].replace('_', ' ')}"
        )
        raise MotiadError(
            ErrorCode.INVALID_REQUEST,
            f"The {what} is too long, or has characters that are not allowed.",
            hint="Names are at most 256 characters long, values of variables 64 KiB.",
        ) from None
