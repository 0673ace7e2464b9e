"""Does the official Node client end on the right state, at any rate? With upstream's own server it often did not.

    .venv/bin/python tests/reliability/final_state.py [--runs 100] [--seconds 1]

One run is one deployment with its own client. Prints for each rate in how many runs the last state was the final one,
and in how many the client saw states in order, without one left out of building, uploading, deploying, completed.
"""

import argparse
import asyncio
import json
import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from motiad.contract.deployment import DeploymentData
from motiad.server import AdmissionSettings, Listener, StreamHub
from motiad.server.websocket import StreamSocket
from motiad.store import SqliteStore

HERE = Path(__file__).parent
NODE_MODULES = HERE.parents[1] / ".work" / "npm" / "contract" / "node_modules"
RATES = (10, 50, 200, 500, 0)
"""Updates a second of one deployment; 0 is flooding."""
AT_ONCE = 20
PATIENCE_SECONDS = 60.0
PHASES = {"building": "build", "uploading": "upload", "deploying": "deploy", "completed": None}


@dataclass(frozen=True)
class Outcome:
    """How one run went."""

    published: int
    seen: int
    right: bool
    """Whether the client's last state is the final one."""
    in_order: bool
    """Whether what it saw is a subsequence, in order, that skips no status."""


class Bench:
    """The hub on a socket, as it ships, and the Node process."""

    def __init__(self, hub: StreamHub, node: asyncio.subprocess.Process) -> None:
        self._hub = hub
        self._node = node
        self._seen: defaultdict[str, list[str]] = defaultdict(list)
        self._news = asyncio.Condition()

    @classmethod
    @asynccontextmanager
    async def open(cls, folder: Path) -> "AsyncIterator[Bench]":
        """Start both in an empty folder."""
        store = await SqliteStore.open(folder / "stream.sqlite3")
        hub = await StreamHub.open(store)
        app = web.Application()

        async def serve(request: web.Request) -> web.WebSocketResponse:
            return await StreamSocket(request, hub, AdmissionSettings()).serve()

        app.router.add_get("/", serve)
        listener = await Listener.open(app, port=0, hosts=("127.0.0.1",))
        shutil.copy(HERE / "final_state.mjs", folder)
        (folder / "node_modules").symlink_to(NODE_MODULES)
        pipe = asyncio.subprocess.PIPE
        node = await asyncio.create_subprocess_exec(
            "node", "final_state.mjs", listener.ws_url, cwd=folder, stdin=pipe, stdout=pipe
        )
        bench = cls(hub, node)
        reading = asyncio.create_task(bench._read())
        try:
            yield bench
        finally:
            node.stdin.close()
            await asyncio.wait_for(node.wait(), 60)
            await reading
            await listener.close()
            await store.close()

    async def runs(self, rate: int, count: int, seconds: float) -> list[Outcome]:
        """Return the outcomes of `count` runs, some at a time."""
        turn = asyncio.Semaphore(AT_ONCE if rate else AT_ONCE // 4)

        async def one(number: int) -> Outcome:
            async with turn:
                return await self._run(f"at-{rate}-{number}", rate, seconds)

        return await asyncio.gather(*(one(number) for number in range(count)))

    async def _run(self, deployment_id: str, rate: int, seconds: float) -> Outcome:
        self._node.stdin.write(f"{deployment_id}\n".encode())
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not any(deployment_id == room.item for room in list(self._hub._watchers)):
                await asyncio.sleep(0.01)
        loop = asyncio.get_running_loop()
        begin, published = loop.time(), []
        while (spent := loop.time() - begin) < seconds:
            status = ("building", "uploading", "deploying")[min(2, int(3 * spent / seconds))]
            self._publish(deployment_id, status, published)
            await asyncio.sleep(max(0.0, begin + len(published) / rate - loop.time()) if rate else 0)
        self._publish(deployment_id, "completed", published)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), self._news:
                await self._news.wait_for(lambda: self._seen[deployment_id][-1:] == published[-1:])
        except TimeoutError:
            pass  # told by the outcome
        seen = self._seen.pop(deployment_id, [])
        rest = iter(published)
        statuses = [list(dict.fromkeys(message.split()[0] for message in messages)) for messages in (seen, published)]
        in_order = all(message in rest for message in seen) and statuses[0] == statuses[1]
        return Outcome(len(published), len(seen), seen[-1:] == published[-1:], in_order)

    def _publish(self, deployment_id: str, status: str, published: list[str]) -> None:
        published.append(f"{status} {len(published)}")
        self._hub.publish(
            DeploymentData(
                id=deployment_id, status=status, phase=PHASES[status], progress=0, message=published[-1],
                build_logs=("x" * 60,) * 50,
            )
        )  # fmt: skip

    async def _read(self) -> None:
        while line := await self._node.stdout.readline():
            deployment_id, message = json.loads(line)
            async with self._news:
                self._seen[deployment_id].append(message)
                self._news.notify_all()


async def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=1.0, help="of publishing in each run")
    options = parser.parse_args()
    print(f"load average {os.getloadavg()[0]:.1f}; {AT_ONCE} runs at a time, {AT_ONCE // 4} when flooding")
    with tempfile.TemporaryDirectory() as folder:
        async with Bench.open(Path(folder)) as bench:
            for rate in RATES:
                outcomes = await bench.runs(rate, options.runs, options.seconds)
                right, in_order = sum(each.right for each in outcomes), sum(each.in_order for each in outcomes)
                published, seen = sum(each.published for each in outcomes), sum(each.seen for each in outcomes)
                print(
                    f"{rate or 'flooding':>8} updates/s: final state right in {right} of {len(outcomes)} runs, in order"
                    f" without a status left out in {in_order}; {published} published, {seen} seen",
                    flush=True,
                )


if __name__ == "__main__":
    asyncio.run(main())
