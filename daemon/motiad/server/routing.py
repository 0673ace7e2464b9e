"""The route table: one entry a route; the guard, the application and /openapi.json all read it."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from aiohttp import web

from motiad.contract.codes import ErrorCode
from motiad.contract.wire import WireModel
from motiad.errors import MotiadError


@dataclass(frozen=True)
class PlainText:
    """An answer that is no JSON."""

    text: str


@dataclass(frozen=True)
class Parameter:
    """A query or path parameter, as /openapi.json shows it."""

    name: str
    description: str
    schema: dict[str, object]
    place: str = "query"


Handler = Callable[[web.Request], Awaitable[WireModel | PlainText | dict[str, object]]]


@dataclass(frozen=True)
class Route:
    """One HTTP route: who may call it, what it takes and gives."""

    method: str
    path: str
    handler: Handler
    summary: str
    answer: type[WireModel] | None = None
    body: type[WireModel] | None = None
    owner: bool = False
    starts: bool = False
    """Whether it counts as a start for the rate limit."""
    parameters: tuple[Parameter, ...] = ()
    errors: tuple[ErrorCode, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asker:
    """What the guard found out about who asks."""

    origin: str | None = None
    owner: bool = False


ASKER = web.RequestKey("asker", Asker)


class RouteTable:
    """Every route by method and path, in aiohttp's router."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.routes = tuple(routes)
        self._by_key = {(route.method, path): route for route in self.routes for path in (route.path, *route.aliases)}

    def register(
        self, app: web.Application, wrap: Callable[[Route], Callable[[web.Request], Awaitable[web.Response]]]
    ) -> None:
        """Add every route, and one for everything else, so that no request reaches aiohttp's own answers."""
        for (method, path), route in self._by_key.items():
            app.router.add_route(method, path, wrap(route), expect_handler=_no_continue)
        app.router.add_route("*", "/{unknown:.*}", _unknown, expect_handler=_no_continue)

    def find(self, request: web.Request) -> Route | None:
        """Return the request's route; None for an unknown path or method."""
        return self._by_key.get((request.method, template(request)))

    async def allowed_methods(self, request: web.Request) -> set[str]:
        """Return the methods the request's path has routes for."""
        allowed: set[str] = set()
        for resource in request.app.router.resources():
            if resource.canonical != _UNKNOWN:
                allowed |= (await resource.resolve(request))[1]
        return allowed


_UNKNOWN = "/{unknown}"


async def _unknown(_: web.Request) -> web.Response:
    raise MotiadError(ErrorCode.NOT_FOUND, "There is no such route.")


async def _no_continue(request: web.Request) -> None:
    """Say no `100 Continue` yet: not a byte of body is wanted from a stranger; `body.py` says it."""


def template(request: web.Request) -> str:
    """Return the route's template for logs and metrics: never what somebody sent."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else _UNKNOWN
