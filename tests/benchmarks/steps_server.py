"""Our hub, telling of one deployment of many steps so many times a second until stdin ends; prints its port first."""

import asyncio
import json
import sys
import tempfile
from pathlib import Path

from aiohttp import web

from motiad.contract.deployment import BuildOutput, DeploymentData, Metadata, PhaseTimes
from motiad.deployments import logtail
from motiad.server import AdmissionSettings, Listener, StreamClock, StreamHub
from motiad.server.websocket import StreamSocket
from motiad.store import SqliteStore


def state(number: int, steps: int, data: DeploymentData | None) -> DeploymentData:
    """Return the deployment's next state: one more row changed, one more line, more progress."""
    started = 1_790_000_000_000
    if data is None or number % (2 * steps) == 0:
        rows = tuple(
            BuildOutput(
                package_path=f"src/flow-{n % 40}/step-{n}.step.ts", language="node", status="building", type="api"
            )
            for n in range(steps)
        )
        return DeploymentData(
            id="busy", status="building", phase="build", progress=0, message="Building", build=rows, started_at=started,
            project="thousand-steps", version="v1", attempt=1 if data is None else data.attempt + 1,
            metadata=Metadata(environment="production", total_steps=steps),
            phases={"build": PhaseTimes(started_at=started)},
        )  # fmt: skip
    rows, place = list(data.build), (number // 2) % steps
    begun = {"started_at": started + number, "status": "building"}
    built = {"status": "built", "size": 90_000 + place, "completed_at": started + number + 800}
    rows[place] = rows[place].model_copy(update=built if number % 2 else begun)
    return data.model_copy(
        update={
            "build": tuple(rows),
            "progress": number % 33,
            "message": f"Built {rows[place].package_path}",
            "build_logs": logtail.append(data.build_logs, (f"\x1b[32m✓\x1b[0m {rows[place].package_path}",)),
        }
    )


async def main(steps: int, rate: float) -> None:
    """Serve and publish."""
    with tempfile.TemporaryDirectory() as folder:
        store = await SqliteStore.open(Path(folder) / "stream.sqlite3")
        hub = StreamHub(store, await StreamClock.open(store))
        app = web.Application()

        async def serve(request: web.Request) -> web.WebSocketResponse:
            return await StreamSocket(request, hub, AdmissionSettings()).serve()

        app.router.add_get("/", serve)
        listener = await Listener.open(app, port=0, hosts=("127.0.0.1",))
        print(json.dumps({"port": listener.port}), flush=True)
        ended = asyncio.ensure_future(asyncio.to_thread(sys.stdin.readline))
        loop, data, number = asyncio.get_running_loop(), None, 0
        begin = loop.time()
        while not ended.done():
            data = state(number, steps, data)
            hub.publish(data)
            number += 1
            await asyncio.sleep(max(0.0, begin + number / rate - loop.time()))
        await listener.close()
        await store.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2])))
