"""A hub with clients that do as the official ones do, over a socket and a store that are played: the interesting
moments are theirs, a send that does not end, a read during which something is published."""

import asyncio
import json
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from motiad.contract.deployment import DeploymentData
from motiad.deployments.ports import Deployment
from motiad.server.clock import StreamClock
from motiad.server.hub import StreamHub
from motiad.server.rooms import Room, item_rooms
from motiad.server.subscriber import Subscriber

COALESCE = 0.002
FLOW = [
    *[("idle", 1)] * 2, *[("building", 1)] * 4, ("failed", 1),
    ("idle", 2), *[("building", 2)] * 5, *[("uploading", 2)] * 4, *[("deploying", 2)] * 3, ("completed", 2),
]  # fmt: skip
PHASES = {"building": "build", "uploading": "upload", "deploying": "deploy", "failed": "build"}


def step(deployment_id: str, index: int) -> DeploymentData:
    """Return the state at a place in the flow; its message is the place."""
    status, attempt = FLOW[index]
    return DeploymentData(
        id=deployment_id, status=status, phase=PHASES.get(status), progress=0, message=str(index), attempt=attempt
    )


async def loops(count: int) -> None:
    """Let everything that is ready run."""
    for _ in range(count):
        await asyncio.sleep(0)


class PlayedStore:
    """Deployments in memory; every read takes a while."""

    def __init__(self) -> None:
        self.deployments: dict[str, Deployment] = {}
        self.stamp = 0
        self.pace = 0

    async def get(self, deployment_id):
        found = self.deployments.get(deployment_id)
        await self._linger()
        return found

    async def page(self, *, limit, before=None):
        found = [*reversed(self.deployments.values())]
        await self._linger()
        return found[:limit], None

    async def reserved_stamp(self):
        return self.stamp

    async def reserve_stamp(self, until):
        self.stamp = max(until, self.stamp)

    async def _linger(self):
        for _ in range(self.pace):
            await asyncio.sleep(0)


class OfficialItem:
    """What the official item client does with messages (`upstream-facts.md`, section 3)."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.last = 0
        self.seen: list[int] = []
        self.joined_at = [0]

    def receive(self, message):
        if message["timestamp"] <= self.last:
            return
        self.last = message["timestamp"]
        if message["event"]["type"] != "event":
            self.seen.append(int(message["event"]["data"]["message"]))

    def rejoin(self):
        self.joined_at.append(len(self.seen))


class OfficialGroup:
    """What the official group client does."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.last = 0
        self.stamps: dict[str, int] = {}
        self.items: list[dict] = []
        self.history: defaultdict[str, list[int]] = defaultdict(list)

    def receive(self, message):
        kind, stamp, data = message["event"]["type"], message["timestamp"], message["event"].get("data")
        if kind == "sync":
            if stamp < self.last:
                return
            self.last, self.stamps, self.items = stamp, {}, list(data)
        elif kind == "create":
            if not any(item["id"] == data["id"] for item in self.items):
                self.items.append(data)
        elif kind == "update":
            if self.stamps.get(data["id"], 0) >= stamp:
                return
            self.last = self.stamps[data["id"]] = stamp
            self.items = [data if item["id"] == data["id"] else item for item in self.items]
        for item in self.items:
            self.history[item["id"]].append(int(item["message"]))

    def rejoin(self):
        pass


class Client:
    """One connection after another, with subscriptions that outlive them."""

    def __init__(self) -> None:
        self.views: dict[str, OfficialItem | OfficialGroup] = {}
        self.left: list[OfficialItem | OfficialGroup] = []
        self.stamps: defaultdict[Room, int] = defaultdict(int)
        self.subscriber: Subscriber | None = None
        self.cut = False
        self.reading = asyncio.Event()
        self.reading.set()

    def connect(self, hub: StreamHub) -> None:
        self.subscriber = Subscriber(self, abort=self.abort)
        hub.attach(self.subscriber)

    async def send_frame(self, frame: bytes, _: int) -> None:
        views = list(self.views.values())  # who joins later is not owed what was on its way by then
        await self.reading.wait()
        message = json.loads(frame)
        room = Room(message["streamName"], message["groupId"], message.get("id"))
        assert message["timestamp"] > self.stamps[room]
        self.stamps[room] = message["timestamp"]
        for view in views:
            if view.room == room or (view.room == room.whole_group and message["event"]["type"] != "sync"):
                view.receive(message)

    async def close(self, *, code: int, message: bytes) -> None:
        pass

    def abort(self) -> None:
        """The hub met a bug, or what it sent did not fit: see the log."""
        self.cut = True

    async def disconnect(self, hub: StreamHub) -> None:
        hub.detach(self.subscriber)
        await self.subscriber.end()
        assert not self.cut


class World:
    """The hub, its store, its clients, and what has been published."""

    def __init__(self) -> None:
        self.store = PlayedStore()
        self.at: dict[str, int] = {}
        self.clients = [Client() for _ in range(2)]
        self.joins: set[asyncio.Task] = set()

    async def start(self) -> None:
        self.hub = StreamHub(self.store, await StreamClock.open(self.store), COALESCE)
        for client in self.clients:
            await self.connect(client)

    async def connect(self, client: Client) -> None:
        client.connect(self.hub)
        for view in client.views.values():
            view.rejoin()
        for key, view in client.views.items():
            await self.hub.join(client.subscriber, key, view.room)

    async def stop(self) -> None:
        await self.settle_joins()
        for client in self.clients:
            await client.disconnect(self.hub)
        await self.hub.close()

    def publish(self, deployment_id: str) -> None:
        index = self.at.get(deployment_id, -1) + 1
        if index == len(FLOW):
            return
        self.at[deployment_id] = index
        data = step(deployment_id, index)
        known = self.store.deployments.get(deployment_id)
        self.store.deployments[deployment_id] = (
            replace(known, data=data) if known else Deployment(data, Path("/"), "motia", "mark")
        )
        self.hub.publish(data)

    def join(self, who: int, key: str, room: Room) -> None:
        client = self.clients[who]
        if key in client.views:
            return
        client.views[key] = (OfficialGroup if room.item is None else OfficialItem)(room)
        task = asyncio.create_task(self.hub.join(client.subscriber, key, room))
        self.joins.add(task)
        task.add_done_callback(self.joins.discard)

    async def leave(self, who: int, key: str) -> None:
        await self.settle_joins()  # one client's messages are handled in order
        client = self.clients[who]
        if key in client.views:
            client.left.append(client.views.pop(key))
            self.hub.leave(client.subscriber, key)

    async def reconnect(self, who: int) -> None:
        await self.settle_joins()
        client = self.clients[who]
        await client.disconnect(self.hub)
        await self.connect(client)

    async def settle_joins(self) -> None:
        while self.joins:
            await asyncio.wait(self.joins)

    async def settle(self) -> None:
        await self.settle_joins()
        for client in self.clients:
            client.reading.set()
        await asyncio.sleep(2 * COALESCE)
        await loops(100)


def group_of(deployment_id: str) -> Room:
    """Return the group upstream's name gives a deployment of its own."""
    return item_rooms(deployment_id)[1].whole_group
