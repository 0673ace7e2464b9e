"""A hub with clients that do as the official ones do."""

import asyncio
import json
from collections import defaultdict

from motiad.contract.deployment import DeploymentData
from motiad.server.rooms import Room, item_rooms
from tests.daemon.played_hub import PlayedClient, PlayedWorld

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


class Client(PlayedClient):
    """One with subscriptions that outlive its connections."""

    def __init__(self) -> None:
        super().__init__()
        self.views: dict[str, OfficialItem | OfficialGroup] = {}
        self.left: list[OfficialItem | OfficialGroup] = []
        self.stamps: defaultdict[Room, int] = defaultdict(int)

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


class World(PlayedWorld):
    """Two clients, and what has been published."""

    def __init__(self) -> None:
        super().__init__([Client(), Client()])
        self.at: dict[str, int] = {}
        self.joins: set[asyncio.Task] = set()

    async def connect(self, client: Client) -> None:
        client.connect(self.hub)
        for view in client.views.values():
            view.rejoin()
        for key, view in client.views.items():
            await self.hub.join(client.subscriber, key, view.room)

    async def stop(self) -> None:
        await self.settle_joins()
        await super().stop()

    def publish(self, deployment_id: str) -> None:
        index = self.at.get(deployment_id, -1) + 1
        if index == len(FLOW):
            return
        self.at[deployment_id] = index
        self.keep_and_publish(step(deployment_id, index))

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
        await super().settle()


def group_of(deployment_id: str) -> Room:
    """Return the group upstream's name gives a deployment of its own."""
    return item_rooms(deployment_id)[1].whole_group
