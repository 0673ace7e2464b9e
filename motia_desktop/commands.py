"""The only write path: everything the window asks the daemon or a cloud to do."""

from collections.abc import Mapping
from typing import Protocol

import aiohttp

from motia_desktop.orders import LOCAL, Order, project_name
from motia_desktop.stores.connection import Connection
from motia_desktop.stores.recipes import Recipes
from motiad.cloud import CloudAddress, CloudApi, resolve
from motiad.contract.cloud import CreateRequest
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
        created = await CloudApi(address, self._session).create(key, request)
        self._recipes.remember(created.deployment_id, order)
        await client.start(
            StartRequest(
                deployment_token=created.deployment_token,
                deployment_id=created.deployment_id,
                envs=order.envs,
                environment_name=created.environment_name or request.environment_name,
                project_name=created.project_name or request.project_name,
                version_name=created.version_name or request.version_name,
                project=str(recipe.project),
                cloud=recipe.cloud,
            )
        )
        if order.api_key and local is None:
            await self._keys.set(recipe.cloud, order.api_key)
        return created.deployment_id

    async def cancel(self, deployment_id: str) -> None:
        """Cancel a deployment. Raises NOT_CANCELLABLE once the cloud is at work."""
        await self._connection.client.cancel(deployment_id)

    async def retry(self, deployment_id: str) -> None:
        """Run a failed deployment again. Raises NOT_RETRYABLE where only a new one helps."""
        await self._connection.client.retry(deployment_id)
