"""How a deployment's steps hang together: for the owner."""

from aiohttp import web

from motiad.contract.codes import ErrorCode
from motiad.contract.flow import Flow
from motiad.errors import MotiadError
from motiad.server.deps import ServerDeps
from motiad.server.routes.documented import DEPLOYMENT_ID
from motiad.server.routing import Route


class FlowRoutes:
    """What the window draws the flow from."""

    def __init__(self, deps: ServerDeps) -> None:
        self._deps = deps

    def routes(self) -> tuple[Route, ...]:
        """Return the route table's entries."""
        return (
            Route(
                "GET",
                "/deployments/{id}/flow",
                self.flow,
                "Return how a deployment's steps hang together",
                answer=Flow,
                owner=True,
                parameters=(DEPLOYMENT_ID,),
                errors=(ErrorCode.NOT_FOUND,),
            ),
        )

    async def flow(self, request: web.Request) -> Flow:
        """Return the flow that was read last, by whichever attempt."""
        deployment_id = request.match_info["id"]
        if await self._deps.store.get(deployment_id) is None:
            raise MotiadError(ErrorCode.NOT_FOUND, "Deployment not found")
        return Flow(steps=await self._deps.store.flow(deployment_id))
