"""Our hub without its coalescer, publishing as it is told on stdin; speaks as `official_server.mjs` does."""

import asyncio
import gc
import json
import sys
import time
from math import inf

from aiohttp import web

from motiad.contract.deployment import DeploymentData
from motiad.server import AdmissionSettings, Listener, StreamClock, StreamHub
from motiad.server import messages as outgoing
from motiad.server.websocket import StreamSocket


class NoStore:
    """Keeps nothing: beside the other server, whose items are in memory, only the stream is measured."""

    async def get(self, deployment_id: str) -> None:
        """Know no deployment."""

    async def page(self, *, limit: int, before: str | None = None) -> tuple[list[object], None]:
        """Have none."""
        return [], None

    async def reserved_stamp(self) -> int:
        """Begin anew."""
        return 0

    async def reserve_stamp(self, until: int) -> None:
        """Forget it."""


async def publish(
    hub: StreamHub, size: int, rate: float, seconds: float = inf, updates: float = inf
) -> dict[str, float]:
    """Publish at a rate, or with 0 as fast as the loop goes round, for a time or so many; return what it took."""
    lines = ("x" * 63,) * ((size - 300) // 66)
    loop, begin, before, published = asyncio.get_running_loop(), time.monotonic(), time.process_time(), 0
    while published < updates and time.monotonic() < begin + seconds:
        hub.publish(
            DeploymentData(
                id="d1", status="building", phase="build", progress=published % 33, message=str(time.monotonic_ns()),
                build_logs=lines,
            )
        )  # fmt: skip
        published += 1
        await asyncio.sleep(max(0.0, begin + published / rate - loop.time()) if rate else 0)
    return {"published": published, "cpu": time.process_time() - before}


def counted() -> list[int]:
    """Count how often an item is turned into JSON."""
    count, encode = [0], outgoing.to_json

    def counting(value: object) -> bytes:
        count[0] += isinstance(value, dict) and "buildLogs" in value
        return encode(value)

    outgoing.to_json = counting
    return count


async def main() -> None:
    """Serve until stdin ends."""
    encoded = counted()
    store = NoStore()
    hub = StreamHub(store, await StreamClock.open(store), coalesce=0)
    app = web.Application()

    async def serve(request: web.Request) -> web.WebSocketResponse:
        return await StreamSocket(request, hub, AdmissionSettings()).serve()

    app.router.add_get("/", serve)
    listener = await Listener.open(app, port=0, hosts=("127.0.0.1",))
    gc.collect()
    gc.freeze()  # as `motiad serve` does
    print(json.dumps({"port": listener.port}), flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        encoded[0] = 0
        result = await publish(hub, **json.loads(line))
        print(json.dumps({**result, "encoded": encoded[0]}), flush=True)
    await listener.close()


if __name__ == "__main__":
    asyncio.run(main())
