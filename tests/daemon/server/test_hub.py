"""Every subscriber gets every truth: the hub under any interleaving, and single rules one by one."""

import asyncio
import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motiad.contract.deployment import DeploymentData
from motiad.server.rooms import ALL_DEPLOYMENTS, item_rooms
from tests.daemon.played_hub import COALESCE, loops

from .hub_world import FLOW, OfficialItem, World, group_of

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


@contextlib.contextmanager
def time_stands_still():
    """What is held back is held back for as long as this lasts, however busy the machine is."""
    loop = asyncio.get_running_loop()
    now = loop.time()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loop, "time", lambda: now)
        yield


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
        with time_stands_still():
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
        await asyncio.wait_for(ending, 60)
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
