"""The outermost middleware: every failure becomes JSON, every answer is counted and logged."""

import logging
import time
from collections.abc import Awaitable, Callable

from aiohttp import web

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError
from motiad.server.admission.origin import cors_headers
from motiad.server.answers import error_answer, unexpected_answer
from motiad.server.metrics import Metrics
from motiad.server.routing import ASKER, Asker, template

access_log = logging.getLogger("motiad.access")

Next = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Reporter:
    """Turns exceptions into answers; logs method, route, status and milliseconds, never query or body (rule 12)."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    async def __call__(self, request: web.Request, handler: Next) -> web.StreamResponse:
        """Answer the request, whatever happens."""
        began = time.perf_counter()
        response = await self._answer(request, handler)
        if not response.prepared:  # a WebSocket's headers are long gone
            response.headers.update(cors_headers(request.get(ASKER, Asker()).origin))
        route = "websocket" if isinstance(response, web.WebSocketResponse) else template(request)
        milliseconds = (time.perf_counter() - began) * 1000
        self._metrics.answered(request.method, route, response.status)
        access_log.info("%r %s %s %.1f ms", request.method, route, response.status, milliseconds)
        return response

    async def _answer(self, request: web.Request, handler: Next) -> web.StreamResponse:
        try:
            return await handler(request)
        except MotiadError as error:
            return self._refused(request, error)
        except web.HTTPBadRequest:
            return self._refused(request, MotiadError(ErrorCode.BAD_REQUEST, "The WebSocket handshake is broken."))
        except ConnectionError:
            raise  # the client is gone, and aiohttp knows what to do
        except Exception as error:
            return unexpected_answer(error, template(request))

    def _refused(self, request: web.Request, error: MotiadError) -> web.Response:
        seconds = (error.details or {}).get("retryAfter")
        response = error_answer(error, headers={"Retry-After": str(seconds)} if seconds else None)
        if request.can_read_body:
            response.force_close()  # what is still to come of the body is not wanted
        return response
