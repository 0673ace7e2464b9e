"""A reverse proxy in front of a cloud, inside the test's loop, that does to requests what networks do."""

import asyncio
import json
from collections import Counter
from dataclasses import dataclass, field

from aiohttp import ClientSession, ClientTimeout, TCPConnector, WSMsgType, web

SLOW_BYTES = 1024
"""Per second, when a body is slow; the test's clients wait less long than for a whole one."""


@dataclass
class FaultProxy:
    """Forwards to `upstream`; a request meets a fault with the chance `rate`, an item of the stream a cut: `cuts`."""

    chance: object
    """A `random.Random`."""
    rate: float = 0.3
    cuts: float = 0.0
    most_cuts: int = 10**9
    hang: float = 5.0
    """Seconds a half-open connection stays silent: longer than the client waits."""
    met: Counter = field(default_factory=Counter)
    upstream: str = ""
    url: str = ""

    async def start(self, listener, upstream):
        """Listen on a socket that is bound already."""
        self.upstream = upstream
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self._session = ClientSession(connector=TCPConnector(limit=0), timeout=ClientTimeout(total=None))
        app = web.Application(client_max_size=64 * 1024**2)
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.SockSite(self._runner, listener).start()

    async def stop(self):
        """Cut everything."""
        await self._session.close()
        await self._runner.cleanup()

    async def _handle(self, request):
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return await self._stream(request)
        faults = [self._latency, self._reset, self._lost_answer, self._half_open, self._truncated, self._slow]
        faults += [self._server_error, self._too_many]
        if request.method == "PUT":
            faults.append(self._expired)
        act = self._forward
        if self.chance.random() < self.rate:
            act = self.chance.choice(faults)
            self.met[act.__name__.strip("_")] += 1
        try:
            return await act(request)
        except ConnectionError:  # the client gave up
            return self._cut(request)

    async def _forward(self, request):
        status, headers, body = await self._asked(request)
        return web.Response(status=status, body=body, headers=headers)

    async def _asked(self, request):
        kept = ("content-type", "content-disposition", "x-api-key")
        headers = {name: value for name, value in request.headers.items() if name.lower() in kept}
        body = await request.read()
        async with self._session.request(
            request.method, self.upstream + request.path_qs, data=body, headers=headers, allow_redirects=False
        ) as answer:
            types = {"Content-Type": answer.headers["Content-Type"]} if "Content-Type" in answer.headers else {}
            return answer.status, types, await answer.read()

    async def _latency(self, request):
        await asyncio.sleep(self.chance.uniform(0, 0.3))
        return await self._forward(request)

    async def _reset(self, request):
        await request.content.read(self.chance.randrange(1, 4096))
        return self._cut(request)

    async def _lost_answer(self, request):
        await self._asked(request)
        return self._cut(request)

    async def _half_open(self, request):
        await asyncio.sleep(self.hang)
        return self._cut(request)

    async def _truncated(self, request):
        status, headers, body = await self._asked(request)
        response = web.StreamResponse(status=status, headers={**headers, "Content-Length": str(len(body) + 10)})
        await response.prepare(request)
        await response.write(body[: len(body) // 2])
        return self._cut(request)

    async def _slow(self, request):
        status, headers, body = await self._asked(request)
        response = web.StreamResponse(status=status, headers={**headers, "Content-Length": str(len(body))})
        await response.prepare(request)
        for start in range(0, len(body), SLOW_BYTES // 10):
            await response.write(body[start : start + SLOW_BYTES // 10])
            await asyncio.sleep(0.1)
        return response

    async def _server_error(self, request):
        return web.json_response({"message": "out of order"}, status=self.chance.choice((500, 502, 503, 504)))

    async def _too_many(self, request):
        return web.json_response({"message": "too many"}, status=429, headers={"Retry-After": "1"})

    async def _expired(self, request):
        return web.Response(status=403, text="<Error><Code>AccessDenied</Code><Message>Request has expired</Message>")

    def _cut(self, request):
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    async def _stream(self, request):
        """Pass the stream on; a cut swallows the item it falls on, the last one included."""
        down = web.WebSocketResponse()
        await down.prepare(request)
        async with self._session.ws_connect(self.upstream.replace("http", "ws", 1)) as up:
            sending = asyncio.create_task(_pass_on(down, up))
            try:
                async for message in up:
                    if message.type is not WSMsgType.TEXT:
                        break
                    if self.met["cut"] < self.most_cuts and self.chance.random() < self.cuts:
                        self.met["cut"] += 1
                        self.met["cut final"] += _is_final(message.data)
                        self._cut(request)
                        break
                    await down.send_str(message.data)
            except ConnectionError:
                pass
            finally:
                sending.cancel()
        return down


async def _pass_on(source, target):
    async for message in source:
        if message.type is WSMsgType.TEXT:
            await target.send_str(message.data)
    await target.close()


def _is_final(text):
    data = json.loads(text).get("event", {}).get("data")
    return isinstance(data, dict) and data.get("status") in ("completed", "failed")
