"""The real hub between a store and clients that are played: the interesting moments are theirs, a send that does not
end, a connection that breaks, a read of the store during which something is published."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from motiad.contract.deployment import DeploymentData
from motiad.deployments.ports import Deployment
from motiad.server.clock import StreamClock
from motiad.server.hub import StreamHub
from motiad.server.messages import State
from motiad.server.subscriber import Subscriber

COALESCE = 0.002


async def loops(count: int) -> None:
    """Let everything that is ready run."""
    for _ in range(count):
        await asyncio.sleep(0)


class PlayedStore:
    """Deployments in memory; every read takes a while, and those that have ended are listed without their logs."""

    def __init__(self) -> None:
        self.states: dict[str, DeploymentData] = {}
        self.stamp = 0
        self.pace = 0

    async def get(self, deployment_id):
        data = self.states.get(deployment_id)
        await loops(self.pace)
        return Deployment(data, Path("/"), "motia", "mark") if data else None

    async def page(self, *, limit, before=None):
        found = [Deployment(State(data).without_logs().data if data.terminal else data, Path("/"), "motia", "mark")
                 for data in reversed(self.states.values())]  # fmt: skip
        await loops(self.pace)
        return found[:limit], None

    async def reserved_stamp(self):
        return self.stamp

    async def reserve_stamp(self, until):
        self.stamp = max(until, self.stamp)


class PlayedClient:
    """One connection after another; what a frame is to it, `send_frame` says."""

    def __init__(self) -> None:
        self.subscriber: Subscriber | None = None
        self.cut = False
        self.reading = asyncio.Event()
        self.reading.set()

    def connect(self, hub: StreamHub, transport=None) -> None:
        self.subscriber = Subscriber(self, abort=self.abort, transport=transport)
        hub.attach(self.subscriber)

    async def close(self, *, code: int, message: bytes) -> None:
        pass

    def abort(self) -> None:
        """The hub met a bug, or what it sent did not fit: see the log."""
        self.cut = True

    async def disconnect(self, hub: StreamHub) -> None:
        hub.detach(self.subscriber)
        await self.subscriber.end()
        assert not self.cut


class PlayedWorld:
    """The hub, its store and its clients; how a client takes up what it had joined, `connect` says."""

    def __init__(self, clients: Sequence[PlayedClient]) -> None:
        self.store = PlayedStore()
        self.clients = clients

    async def start(self) -> None:
        self.hub = StreamHub(self.store, await StreamClock.open(self.store), COALESCE)
        for client in self.clients:
            await self.connect(client)

    async def stop(self) -> None:
        for client in self.clients:
            await client.disconnect(self.hub)
        await self.hub.close()

    def keep_and_publish(self, data: DeploymentData) -> None:
        self.store.states[data.id] = data
        self.hub.publish(data)

    async def settle(self) -> None:
        for client in self.clients:
            client.reading.set()
        await asyncio.sleep(2 * COALESCE)
        await loops(100)
