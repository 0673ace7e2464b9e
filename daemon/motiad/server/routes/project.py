"""Which folder the documented start request deploys, and the embedded local cloud: for the owner."""

from aiohttp import web

from motiad.contract.cloud import CloudUrls
from motiad.contract.codes import ErrorCode
from motiad.contract.http import ProjectBody
from motiad.errors import MotiadError
from motiad.server.body import read_object, read_optional
from motiad.server.deps import ServerDeps
from motiad.server.routing import Route


class ProjectRoutes:
    """Read and choose the project; start the local cloud."""

    def __init__(self, deps: ServerDeps) -> None:
        self._deps = deps

    def routes(self) -> tuple[Route, ...]:
        """Return the route table's entries."""
        return (
            Route("GET", "/project", self.show, "Tell the chosen project", answer=ProjectBody, owner=True),
            Route(
                "PUT",
                "/project",
                self.choose,
                "Choose the folder the start request deploys",
                answer=ProjectBody,
                body=ProjectBody,
                owner=True,
            ),
            Route(
                "POST",
                "/local-cloud",
                self.local_cloud,
                "Start the embedded local cloud, if it is not running",
                answer=CloudUrls,
                owner=True,
            ),
        )

    async def show(self, _: web.Request) -> ProjectBody:
        """Return the chosen folder."""
        return self._chosen()

    async def choose(self, request: web.Request) -> ProjectBody:
        """Take another folder."""
        path = (await read_object(request, self._deps.admission)).get("path")
        if not isinstance(path, str):
            raise MotiadError(
                ErrorCode.INVALID_REQUEST, "path must be the absolute path of a folder.", details={"field": "path"}
            )
        await self._deps.project.choose(path)
        return self._chosen()

    async def local_cloud(self, request: web.Request) -> CloudUrls:
        """Start the local cloud and say where it answers."""
        await read_optional(request, self._deps.admission)
        return await self._deps.start_local_cloud()

    def _chosen(self) -> ProjectBody:
        path = self._deps.project.path
        return ProjectBody(path=None if path is None else str(path))
