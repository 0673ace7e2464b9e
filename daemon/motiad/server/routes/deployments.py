"""History, logs, flow, cancel and retry: for the owner."""

from typing import Literal, TypeVar, get_args

from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import Phase, Status
from motiad.contract.flow import Flow
from motiad.contract.http import DeploymentOrigin, DeploymentPage, DoneResponse, LogPage, StartResponse
from motiad.errors import MotiadError
from motiad.server.body import read_optional
from motiad.server.deps import ServerDeps
from motiad.server.routes.documented import DEPLOYMENT_ID, stored
from motiad.server.routing import Parameter, Route

MAX_PAGE = 500
MAX_LINES = 10_000
_STATUS = TypeAdapter[Status](Status)
_PHASE = TypeAdapter[Phase](Phase)
_ROWS = TypeAdapter[Literal["true", "false"]](Literal["true", "false"])
_TEXT: dict[str, object] = {"type": "string", "pattern": r"^[^\x00]+$"}
_YES_OR_NO: dict[str, object] = {"type": "string", "enum": ["true", "false"], "default": "true"}
Value = TypeVar("Value")


class DeploymentRoutes:
    """What the window and the command line use beyond the documented routes."""

    def __init__(self, deps: ServerDeps) -> None:
        self._deps = deps

    def routes(self) -> tuple[Route, ...]:
        """Return the route table's entries."""
        return (
            Route(
                "GET",
                "/deployments",
                self.page,
                "List deployments, newest first",
                answer=DeploymentPage,
                owner=True,
                parameters=(
                    Parameter(
                        "status", "Only those with this status.", {"type": "string", "enum": [*get_args(Status)]}
                    ),
                    Parameter("project", "Only those of this project.", _TEXT),
                    Parameter("environment", "Only those to this environment.", _TEXT),
                    Parameter("search", "Only those whose id, project, version or error has this in it.", _TEXT),
                    Parameter("rows", "`false` leaves steps, bundles and resources out.", _YES_OR_NO),
                    Parameter("limit", "How many at most.", _range(1, MAX_PAGE, 50)),
                    Parameter(
                        "before", "The cursor of the page before.", {"type": "string", "pattern": "^[0-9]{1,18}$"}
                    ),
                ),
                errors=(ErrorCode.INVALID_REQUEST,),
            ),
            Route(
                "GET",
                "/deployments/{id}/origin",
                self.origin,
                "Tell a deployment's folder, its cloud and the names of its variables",
                answer=DeploymentOrigin,
                owner=True,
                parameters=(DEPLOYMENT_ID,),
                errors=(ErrorCode.NOT_FOUND,),
            ),
            Route(
                "GET",
                "/deployments/{id}/logs",
                self.logs,
                "Return numbered log lines",
                answer=LogPage,
                owner=True,
                parameters=(
                    DEPLOYMENT_ID,
                    Parameter("phase", "Only this phase's lines.", {"type": "string", "enum": [*get_args(Phase)]}),
                    Parameter("after", "Only lines with a higher number.", _range(0, 2**53, 0)),
                    Parameter("limit", "How many at most.", _range(1, MAX_LINES, 1000)),
                ),
                errors=(ErrorCode.INVALID_REQUEST, ErrorCode.NOT_FOUND),
            ),
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
            Route(
                "POST",
                "/deployments/{id}/cancel",
                self.cancel,
                "Cancel a deployment that waits, builds or uploads",
                answer=DoneResponse,
                owner=True,
                parameters=(DEPLOYMENT_ID,),
                errors=(ErrorCode.NOT_FOUND, ErrorCode.NOT_CANCELLABLE),
            ),
            Route(
                "POST",
                "/deployments/{id}/retry",
                self.retry,
                "Run a deployment again that failed before the cloud was started",
                answer=StartResponse,
                owner=True,
                parameters=(DEPLOYMENT_ID,),
                errors=(ErrorCode.NOT_FOUND, ErrorCode.NOT_RETRYABLE, ErrorCode.QUEUE_FULL),
            ),
        )

    async def page(self, request: web.Request) -> DeploymentPage:
        """Return one page of history."""
        found, following = await self._deps.store.page(
            status=_choice(request, "status", _STATUS),
            project=_text(request, "project"),
            environment=_text(request, "environment"),
            search=_text(request, "search"),
            brief=_choice(request, "rows", _ROWS) == "false",
            limit=_number(request, "limit", 50, 1, MAX_PAGE),
            before=_text(request, "before"),
        )
        return DeploymentPage(deployments=tuple(deployment.data for deployment in found), next=following)

    async def origin(self, request: web.Request) -> DeploymentOrigin:
        """Return what a deployment was made of."""
        deployment = await stored(request, self._deps)
        return DeploymentOrigin(
            deployment_id=deployment.data.id,
            path=str(deployment.project),
            cloud=deployment.cloud,
            env_names=deployment.env_names,
        )

    async def logs(self, request: web.Request) -> LogPage:
        """Return log lines after a number."""
        phase = _choice(request, "phase", _PHASE)
        after = _number(request, "after", 0, 0, 2**53)
        limit = _number(request, "limit", 1000, 1, MAX_LINES)
        deployment_id = (await stored(request, self._deps)).data.id
        lines = await self._deps.store.logs(deployment_id, phase=phase, after=after, limit=limit)
        return LogPage(lines=tuple(lines), dropped=await self._deps.store.dropped_lines(deployment_id) or None)

    async def flow(self, request: web.Request) -> Flow:
        """Return the flow that was read last, by whichever attempt."""
        deployment = await stored(request, self._deps)
        return Flow(steps=await self._deps.store.flow(deployment.data.id))

    async def cancel(self, request: web.Request) -> DoneResponse:
        """Cancel a deployment."""
        await read_optional(request, self._deps.admission)
        await self._deps.scheduler.cancel(request.match_info["id"])
        return DoneResponse()

    async def retry(self, request: web.Request) -> StartResponse:
        """Run a deployment again, under its id."""
        await read_optional(request, self._deps.admission)
        deployment = await self._deps.scheduler.retry(request.match_info["id"])
        return StartResponse(deployment_id=deployment.data.id, item_id=deployment.data.id)


def _range(least: int, most: int, default: int) -> dict[str, object]:
    return {"type": "integer", "minimum": least, "maximum": most, "default": default}


def _text(request: web.Request, name: str) -> str | None:
    values = request.query.getall(name, [])
    if len(values) > 1 or "" in values or "\0" in "".join(values):
        raise _invalid(name, "given once, as text, or left out")
    return values[0] if values else None


def _number(request: web.Request, name: str, default: int, least: int, most: int) -> int:
    text = _text(request, name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 16 and least <= int(text) <= most):
        raise _invalid(name, f"a number from {least} to {most}")
    return int(text)


def _choice(request: web.Request, name: str, kind: TypeAdapter[Value]) -> Value | None:
    text = _text(request, name)
    try:
        return None if text is None else kind.validate_python(text)
    except ValidationError:
        raise _invalid(name, "one of the documented words") from None


def _invalid(name: str, rule: str) -> MotiadError:
    return MotiadError(ErrorCode.INVALID_REQUEST, f"{name} must be {rule}.", details={"field": name})
