"""The two documented routes (contract, "Deployment Flow") and their aliases under `/__motia`."""

import re
from pathlib import Path

from aiohttp import web

from motiad.contract.cloud_name import CLOUD_PATTERN
from motiad.contract.codes import ErrorCode
from motiad.contract.http import StartRequest, StartResponse, StatusResponse
from motiad.deployments.ports import Deployment
from motiad.errors import MotiadError
from motiad.server.body import read_object, validate
from motiad.server.deps import ServerDeps
from motiad.server.project import existing_folder
from motiad.server.routing import ASKER, Parameter, Route
from motiad.server.settings import MOTIA_CLOUD_PAGE

REQUIRED = ("deploymentToken", "deploymentId")
_RULES = {
    "deploymentId": "1 to 128 letters, digits, dots, colons, dashes or underscores, beginning with a letter or digit",
    "deploymentToken": "1 to 8192 printable ASCII characters",
    "envs": (
        "at most 1000 variables: names of letters, digits and underscores, not beginning with a digit, with text "
        "values of at most 64 KiB without NUL"
    ),
    "environmentName": "text of at most 256 characters",
    "projectName": "text of at most 256 characters",
    "versionName": "text of at most 256 characters",
    "project": "the absolute path of a folder",
    "cloud": "local, motia or the URL of an API, by https unless it is on this machine",
}
DEPLOYMENT_ID = Parameter("id", "The deployment's id.", {"type": "string"}, place="path")


class DocumentedRoutes:
    """Start a deployment; ask how it stands."""

    def __init__(self, deps: ServerDeps) -> None:
        self._deps = deps

    def routes(self) -> tuple[Route, ...]:
        """Return the route table's entries."""
        return (
            Route(
                "POST",
                "/cloud/deploy/start",
                self.start,
                "Start a deployment that the Cloud API created",
                answer=StartResponse,
                body=StartRequest,
                starts=True,
                errors=(
                    ErrorCode.OWNER_ONLY,
                    ErrorCode.DEPLOYMENT_CONFLICT,
                    ErrorCode.RATE_LIMITED,
                    ErrorCode.STORAGE_FULL,
                ),
                aliases=("/__motia/cloud/deploy/start",),
            ),
            Route(
                "GET",
                "/cloud/deploy/status/{id}",
                self.status,
                "Tell how a deployment stands",
                answer=StatusResponse,
                parameters=(DEPLOYMENT_ID,),
                errors=(ErrorCode.NOT_FOUND,),
                aliases=("/__motia/cloud/deploy/status/{id}",),
            ),
        )

    async def start(self, request: web.Request) -> StartResponse:
        """Accept a deployment; the answer comes before the work."""
        body = await read_object(request, self._deps.admission)
        missing = [name for name in REQUIRED if body.get(name) in (None, "")]
        if missing:
            raise MotiadError(
                ErrorCode.INVALID_REQUEST,
                "deploymentToken and deploymentId are required",
                details={"field": missing[0]},
            )
        start = validate(StartRequest, body, _explain)
        asker = request[ASKER]
        if (start.project is not None or start.cloud is not None) and not asker.owner:
            raise MotiadError(
                ErrorCode.OWNER_ONLY,
                "Only the daemon's owner may name a project or a cloud.",
                hint="Leave them out, or send the token of the runtime file: Authorization: Bearer <token>.",
            )
        named = self._deps.cloud if start.cloud is None else start.cloud
        cloud = "motia" if asker.origin == MOTIA_CLOUD_PAGE else named
        if not _is_cloud(cloud):
            raise MotiadError(ErrorCode.INVALID_REQUEST, _explain("cloud"), details={"field": "cloud"})
        project: Path | None = self._deps.project.path
        if start.project is not None:
            project = await existing_folder(start.project, "project")
        deployment = await self._deps.scheduler.start(start, project, cloud)
        return StartResponse(deployment_id=deployment.data.id, item_id=deployment.data.id)

    async def status(self, request: web.Request) -> StatusResponse:
        """Return the state as it is stored."""
        return StatusResponse(deployment=(await stored(request, self._deps)).data)


async def stored(request: web.Request, deps: ServerDeps) -> Deployment:
    """Return the deployment a path names. Raises `MotiadError` (NOT_FOUND)."""
    deployment = await deps.store.get(request.match_info["id"])
    if deployment is None:
        raise MotiadError(ErrorCode.NOT_FOUND, "Deployment not found")
    return deployment


def _explain(field: str) -> str:
    return f"{field} must be {_RULES.get(field, 'as documented')}."


def _is_cloud(cloud: str) -> bool:
    """Tell whether the daemon's own setting, which no model has checked, is one a start may take."""
    return re.fullmatch(CLOUD_PATTERN, cloud) is not None
