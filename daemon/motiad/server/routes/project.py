"""Which folder the documented start request deploys, its check, and the embedded local cloud: for the owner."""

import asyncio

from aiohttp import web

from motiad.contract.check import CheckRequest, ProjectCheck
from motiad.contract.cloud import CloudUrls
from motiad.contract.codes import ErrorCode
from motiad.contract.http import ProjectBody, ProjectChoice
from motiad.server.body import read_object, read_optional, validate
from motiad.server.deps import ServerDeps
from motiad.server.project import existing_folder
from motiad.server.routing import Route

_CHECKS_AT_ONCE = 2
"""Each runs compilers; deployments want the processors too."""


class ProjectRoutes:
    """Read, choose and check the project; start the local cloud."""

    def __init__(self, deps: ServerDeps) -> None:
        self._deps = deps
        self._checking = asyncio.Semaphore(_CHECKS_AT_ONCE)

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
                body=ProjectChoice,
                owner=True,
            ),
            Route(
                "POST",
                "/project/check",
                self.check,
                "Tell what of a folder would be deployed, and what stands in the way",
                answer=ProjectCheck,
                body=CheckRequest,
                owner=True,
                errors=(ErrorCode.INVALID_REQUEST,),
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
        body = await read_object(request, self._deps.admission)
        await self._deps.project.choose(validate(ProjectChoice, body, _explain).path)
        return self._chosen()

    async def check(self, request: web.Request) -> ProjectCheck:
        """Look at a folder; nothing is built, nothing is sent anywhere."""
        body = await read_object(request, self._deps.admission)
        asked = validate(CheckRequest, body, _explain)
        folder = await existing_folder(asked.path, "path")
        async with self._checking:
            return await self._deps.check_project(folder, asked.env_names)

    async def local_cloud(self, request: web.Request) -> CloudUrls:
        """Start the local cloud and say where it answers."""
        await read_optional(request, self._deps.admission)
        return await self._deps.start_local_cloud()

    def _chosen(self) -> ProjectBody:
        path = self._deps.project.path
        return ProjectBody(path=None if path is None else str(path))


def _explain(field: str) -> str:
    rules = {
        "path": "the absolute path of a folder that exists",
        "envNames": "at most 1000 names of letters, digits and underscores, not beginning with a digit",
    }
    return f"{field} must be {rules.get(field, 'as documented')}."
