"""Every subscriber gets every truth: the hub under any interleaving, with clients that do as the official ones do.

The socket and the store are played here, because the interesting moments are theirs: a send that does not end, a read
during which something is published.
"""

import asyncio
import contextlib
import json
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motiad.contract.deployment import DeploymentData
from motiad.deployments.ports import Deployment
from motiad.server.clock import StreamClock
from motiad.server.hub import StreamHub
from motiad.server.rooms import ALL_DEPLOYMENTS, Room, item_rooms
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


IDS = ["a", "b"]
ROOMS = [ALL_DEPLOYMENTS, *(room for each in IDS for room in item_rooms(each)), group_of("a")]
CLIENT = st.integers(0, 1)
KEY = st.sampled_from(["s1", "s2", "s3"])
JOIN = st.tuples(st.just("join"), CLIENT, KEY, st.sampled_from(ROOMS))
PUBLISH = st.tuples(st.just("publish"), st.sampled_from(IDS), st.integers(1, 8))
ACTIONS = st.tuples(
    st.lists(JOIN, min_size=2, max_size=6),
    st.lists(
        st.one_of(
            PUBLISH,
            PUBLISH,
            PUBLISH,
            JOIN,
            st.tuples(st.just("leave"), CLIENT, KEY),
            st.tuples(st.just("reconnect"), CLIENT),
            st.tuples(st.sampled_from(["stall", "resume"]), CLIENT),
            st.tuples(st.just("pace"), st.integers(0, 5)),
            st.tuples(st.just("steps"), st.integers(1, 6)),
            st.sampled_from([("wait",), ("restart",)]),
        ),
        min_size=10,
        max_size=40,
    ),
).map(lambda halves: halves[0] + halves[1])


async def play(world: World, actions) -> None:
    for name, *rest in actions:
        match name:
            case "publish":
                for _ in range(rest[1]):
                    world.publish(rest[0])
            case "join":
                world.join(*rest)
            case "leave":
                await world.leave(*rest)
            case "reconnect":
                await world.reconnect(*rest)
            case "stall":
                world.clients[rest[0]].reading.clear()
            case "resume":
                world.clients[rest[0]].reading.set()
            case "pace":
                world.store.pace = rest[0]
            case "steps":
                await loops(rest[0])
            case "wait":
                await asyncio.sleep(1.5 * COALESCE)
            case "restart":
                await world.stop()
                await world.start()


def check_item(view: OfficialItem) -> None:
    """What it saw is in order, and within one connection no status is skipped."""
    assert view.seen == sorted(view.seen)
    for begin, end in zip(view.joined_at, [*view.joined_at[1:], len(view.seen)], strict=True):
        seen = view.seen[begin:end]
        if seen:
            passed = [FLOW[index] for index in range(seen[0], seen[-1] + 1)]
            assert list(dict.fromkeys(FLOW[index] for index in seen)) == list(dict.fromkeys(passed))


@given(ACTIONS)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_interleaving(actions):
    async def run():
        world = World()
        await world.start()
        await play(world, actions)
        await world.settle()
        for client in world.clients:
            for view in client.views.values():
                if isinstance(view, OfficialItem):
                    check_item(view)
                    deployment_id = view.room.group if view.room.item == "data" else view.room.item
                    newest = world.at.get(deployment_id)
                    assert view.seen[-1:] == ([] if newest is None else [newest])
                else:
                    everything = (
                        world.at
                        if view.room == ALL_DEPLOYMENTS
                        else {key: world.at[key] for key in world.at if key == "a"}
                    )
                    assert {item["id"]: int(item["message"]) for item in view.items} == everything
                    assert len(view.items) == len(everything)
                    assert all(history == sorted(history) for history in view.history.values())
            for view in client.left:
                if isinstance(view, OfficialItem):
                    check_item(view)
        await world.stop()

    asyncio.run(run())


async def loops(count: int) -> None:
    """Let everything that is ready run."""
    for _ in range(count):
        await asyncio.sleep(0)


class TestAlone:
    """Single rules, one by one."""

    @pytest.fixture
    async def world(self):
        world = World()
        await world.start()
        yield world
        await world.settle()
        await world.stop()

    async def test_no_sync_of_what_does_not_exist(self, world):
        """The documented listener reads `deployment.status`: null would break it."""
        world.join(0, "s", item_rooms("a")[0])
        await world.settle()
        assert world.clients[0].views["s"].last == 0
        world.publish("a")
        await world.settle()
        assert world.clients[0].views["s"].seen == [0]

    async def test_both_names_show_the_same_item(self, world):
        documented, alias = item_rooms("a")
        world.join(0, "one", documented)
        world.join(0, "two", alias)
        await world.settle()
        for _ in FLOW:
            world.publish("a")
        await world.settle()
        views = world.clients[0].views
        assert views["one"].seen == views["two"].seen
        assert views["one"].seen[-1] == len(FLOW) - 1

    async def test_the_first_state_goes_out_at_once_and_the_next_ones_together(self, world):
        world.join(0, "s", item_rooms("a")[0])
        await world.settle()
        for _ in range(2):
            world.publish("a")  # idle, idle
        await loops(20)
        assert world.clients[0].views["s"].seen == [0]
        world.publish("a")  # building: a change of status does not wait
        await loops(20)
        assert world.clients[0].views["s"].seen == [0, 2]
        for _ in range(3):
            world.publish("a")
        await world.settle()
        assert world.clients[0].views["s"].seen == [0, 2, 5]

    async def test_a_client_that_does_not_read_holds_one_state_for_each_status(self, world):
        world.join(0, "s", item_rooms("a")[0])
        await world.settle()
        world.clients[0].reading.clear()
        for _ in FLOW:
            world.publish("a")
            await asyncio.sleep(COALESCE)
        assert len(world.clients[0].subscriber._queue) <= 8
        await world.settle()
        check_item(world.clients[0].views["s"])

    @pytest.mark.parametrize("room", [ALL_DEPLOYMENTS, item_rooms("a")[0], group_of("a")])
    async def test_what_ends_while_a_join_reads_the_store(self, world, room):
        """The read brings an old state, or none; the end came in between and nobody will publish it again."""
        world.store.pace = 50
        world.join(0, "s", room)
        await loops(5)
        for _ in FLOW:
            world.publish("a")
        await world.settle()
        view = world.clients[0].views["s"]
        newest = view.seen[-1] if isinstance(view, OfficialItem) else int(view.items[-1]["message"])
        assert newest == len(FLOW) - 1

    async def test_a_groups_sync_stays_behind_what_was_queued_before_it(self, world):
        """Or a newer state goes ahead of it in an older one's slot, and the official client drops the sync."""
        world.publish("b")
        world.join(0, "item", item_rooms("a")[0])
        await world.settle()
        world.clients[0].reading.clear()
        for _ in range(4):
            world.publish("a")  # up to the second state of building, which waits
            await asyncio.sleep(2 * COALESCE)
        world.join(0, "group", ALL_DEPLOYMENTS)
        await world.settle_joins()
        world.publish("a")
        await asyncio.sleep(2 * COALESCE)
        await world.settle()
        assert {item["id"]: int(item["message"]) for item in world.clients[0].views["group"].items} == world.at

    async def test_an_ended_deployment_is_not_kept_in_memory(self, world):
        for _ in FLOW:
            world.publish("a")
        assert world.hub.active == 0
        world.publish("b")
        assert world.hub.active == 1

    async def test_bytes_are_made_once(self, world, monkeypatch):
        made = []
        original = DeploymentData.wire
        monkeypatch.setattr(DeploymentData, "wire", lambda self: made.append(1) or original(self))
        for who in range(2):
            world.join(who, "one", item_rooms("a")[0])
            world.join(who, "two", item_rooms("a")[1])
        await world.settle()
        world.publish("a")
        await world.settle()
        assert len(made) == 1

    async def test_nobody_watching_costs_nothing(self, world, monkeypatch):
        monkeypatch.setattr(DeploymentData, "wire", lambda self: pytest.fail("encoded for nobody"))
        for _ in FLOW:
            world.publish("a")
        await asyncio.sleep(2 * COALESCE)
        monkeypatch.undo()

    async def test_what_is_held_back_is_sent_before_the_end(self, world):
        world.join(0, "s", item_rooms("a")[0])
        await world.settle()
        world.publish("a")
        world.publish("a")
        await world.hub.close()
        await loops(5)
        assert world.clients[0].views["s"].seen[-1] == 1

    async def test_a_client_that_does_not_read_is_cut_at_the_end(self, world, monkeypatch):
        """Also where whoever ends the hub has caught a cancellation: asyncio.timeout fails there in Python 3.11.2."""
        monkeypatch.setattr("motiad.server.subscriber.CLOSE_SECONDS", 0.05)
        client = world.clients[0]
        world.join(0, "s", item_rooms("a")[0])
        await world.settle()
        client.reading.clear()
        world.publish("a")

        async def end():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(60)
            await world.hub.close()

        ending = asyncio.create_task(end())
        await loops(2)
        ending.cancel()
        await asyncio.wait_for(ending, 2)
        assert [each.cut for each in world.clients] == [True, False]
        client.cut = False

    async def test_leaving_drops_what_waits_and_nothing_else(self, world):
        """Whoever joins again begins with the newest state, not with one from before."""
        rooms = item_rooms("a")
        world.publish("a")
        world.join(0, "one", rooms[0])
        world.join(0, "two", rooms[1])
        await world.settle()
        world.clients[0].reading.clear()
        for _ in range(3):
            world.publish("a")  # idle, and building twice
        await loops(5)
        await world.leave(0, "one")
        for _ in range(3):
            world.publish("a")  # up to failed
        world.join(0, "one", rooms[0])
        await world.settle()
        views = world.clients[0].views
        assert views["one"].seen == [6]
        check_item(views["two"])
        assert views["two"].seen[-1] == 6
