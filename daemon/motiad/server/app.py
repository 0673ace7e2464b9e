"""The application: pure, everything it needs comes in."""

from collections.abc import Awaitable, Callable
from functools import cache

from aiohttp import web

from motiad.contract.wire import WireModel
from motiad.server.answers import SECURITY_HEADERS, answer
from motiad.server.deps import ServerDeps
from motiad.server.guard import Guard
from motiad.server.openapi import describe
from motiad.server.report import Reporter
from motiad.server.routes.deployments import DeploymentRoutes
from motiad.server.routes.documented import DocumentedRoutes
from motiad.server.routes.meta import MetaRoutes
from motiad.server.routes.project import ProjectRoutes
from motiad.server.routing import PlainText, Route, RouteTable


def make_app(deps: ServerDeps) -> web.Application:
    """Build the application: report, guard, routes; closing the hub when it ends."""

    @cache
    def described() -> dict[str, object]:
        return describe(table.routes, deps.version)

    table = RouteTable(
        (
            *DocumentedRoutes(deps).routes(),
            *DeploymentRoutes(deps).routes(),
            *ProjectRoutes(deps).routes(),
            *MetaRoutes(deps, described).routes(),
        )
    )
    guard, reporter = Guard(deps, table), Reporter(deps.metrics)

    @web.middleware
    async def report(request: web.Request, handler: Next) -> web.StreamResponse:
        return await reporter(request, handler)

    @web.middleware
    async def admit(request: web.Request, handler: Next) -> web.StreamResponse:
        return await guard(request, handler)

    async def end(_: web.Application) -> None:
        deps.closing.set()
        await deps.hub.close()

    app = web.Application(middlewares=(report, admit))
    table.register(app, _respond)
    app.on_shutdown.append(end)
    return app


Next = Callable[[web.Request], Awaitable[web.StreamResponse]]


def _respond(route: Route) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def respond(request: web.Request) -> web.Response:
        result = await route.handler(request)
        if isinstance(result, PlainText):
            return web.Response(text=result.text, headers=SECURITY_HEADERS)
        return answer(result.wire() if isinstance(result, WireModel) else result)

    return respond
