"""Our own clients put the same state together as the store has, whatever happens on the way.

The socket and the store are played (`played_hub.py`). The hub, the subscriber, the reader of the client and the reducer
that makes the states are the real ones.
"""

import asyncio
from collections import defaultdict

import pytest
from aiohttp import WSMsgType
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motiad.client.reader import Reader
from motiad.client.watch import Watch
from motiad.contract.delta import Extensions
from motiad.contract.deployment import DeploymentData
from motiad.deployments import logtail
from motiad.deployments.events import Failed, Logged, PhaseStarted, Requested, StepBuilding, StepBuilt, StepsFound
from motiad.deployments.reducer import initial, reduce
from motiad.server.hub import StreamHub
from motiad.server.messages import State
from motiad.server.rooms import ALL_DEPLOYMENTS, item_rooms
from tests.daemon.played_hub import COALESCE, PlayedClient, PlayedWorld, loops

STEPS = StepsFound.model_validate(
    {"steps": [{"package_path": f"src/{index}.step.ts", "language": "node", "type": "api"} for index in range(3)]}
)


def history(deployment_id: str) -> list[DeploymentData]:
    """Return every state of two attempts: rows that change, and more lines than a tail holds."""

    def lines(begin, count):
        return [Logged(phase="build", lines=(f"line {number}", "again")) for number in range(begin, begin + count)]

    def attempt(number):
        yield Requested(attempt=number)
        yield PhaseStarted(phase="build")
        yield from lines(0, 2)
        yield STEPS
        for index in range(3):
            yield StepBuilding(package_path=f"src/{index}.step.ts")
            yield from lines(10 * index, 5)
            yield StepBuilt(package_path=f"src/{index}.step.ts", size=index)
        yield PhaseStarted(phase="upload")
        yield Logged(phase="upload", lines=("one", "two"))
        yield Failed(code="UPLOAD_FAILED", message="no")

    data, found = initial(deployment_id), []
    for event in [*attempt(1), *attempt(2)]:
        data = reduce(data, event, 1000 + len(found))
        found.append(data)
    return found


class Transport:
    """Writes at once, while the client reads."""

    def __init__(self, client):
        self.client = client

    def write(self, wire):
        assert wire[0] == 0x81
        size = wire[1]
        self.client.receive(wire[{126: 4, 127: 10}.get(size, 2) :].decode())

    def get_write_buffer_size(self):
        return 0 if self.client.reading.is_set() else 1

    def is_closing(self):
        return False


class Client(PlayedClient):
    """A client of ours."""

    def __init__(self, *, deflate: bool) -> None:
        super().__init__()
        self.reader = Reader()
        self.deflate = deflate
        self.joined: dict[str, Watch] = {}
        self.taken: defaultdict[str, list[tuple[DeploymentData, bool]]] = defaultdict(list)
        """What each watch passed on to its consumer, and whether its logs may be left out."""
        self.resumed: dict[str, frozenset[str]] = {}
        """Of which deployments it said, when it joined last, what it holds."""
        self.has_left = False
        self.seen: dict[str, list[list[DeploymentData]]] = {}

    def connect(self, hub: StreamHub) -> None:
        self.reader.connected()
        self.begin()
        super().connect(hub, Transport(self))

    def begin(self) -> None:
        """What comes now need not follow on what came before."""
        self.seen = {key: [*stretches, []] for key, stretches in self.seen.items()}

    async def join(self, hub: StreamHub, key: str) -> None:
        deployment_id = self.joined[key].deployment_id
        extensions = self.reader.extensions(deployment_id).model_copy(update={"deflate": self.deflate})
        sent = Extensions.model_validate(extensions.wire())
        self.subscriber.extend(sent)
        self.resumed[key] = frozenset(sent.resume)
        room = item_rooms(deployment_id)[0] if deployment_id else ALL_DEPLOYMENTS
        await hub.join(self.subscriber, key, room, sent.resume)

    def may_be_short(self, key: str, data: DeploymentData) -> bool:
        """A group shows what had ended without its logs, unless the client held some of it when it joined."""
        return self.joined[key].deployment_id is None and data.terminal and data.id not in self.resumed.get(key, ())

    async def send_frame(self, frame: bytes, kind: WSMsgType) -> None:
        await self.reading.wait()
        assert kind == (WSMsgType.BINARY if self.deflate else WSMsgType.TEXT)
        self.receive(frame if self.deflate else frame.decode())

    def receive(self, frame: str | bytes) -> None:
        message, found = self.reader.read(frame)  # raises when the chain is broken
        assert message.event.type == "delta"
        for data in found:
            self.seen.setdefault(data.id, [[]])[-1].append(data)
            for key, watch in self.joined.items():
                if watch.deployment_id is None or message.id == watch.deployment_id:
                    watch.take(data, message.timestamp)
                self.taken[key] += [(each, self.may_be_short(key, each)) for each in watch.mailbox._waiting]
                watch.mailbox._waiting.clear()


class World(PlayedWorld):
    """Two clients, and two deployments to come."""

    def __init__(self) -> None:
        super().__init__([Client(deflate=False), Client(deflate=True)])
        self.coming = {key: iter(history(key)) for key in "ab"}

    async def connect(self, client: Client) -> None:
        client.connect(self.hub)
        for key in client.joined:
            await client.join(self.hub, key)

    def publish(self, key: str) -> None:
        data = next(self.coming[key], None)
        if data is not None:
            self.keep_and_publish(data)

    async def play(self, actions) -> None:
        for name, *rest in actions:
            match name, *rest:
                case "publish", key, count:
                    for _ in range(count):
                        self.publish(key)
                case "join", who, what:
                    self.clients[who].joined.setdefault(str(what), Watch(what))
                    publishing = asyncio.create_task(self.clients[who].join(self.hub, str(what)))
                    await loops(2)
                    self.publish("a")
                    await publishing
                case "leave", who, what:
                    if self.clients[who].joined.pop(str(what), None):
                        self.clients[who].has_left = True
                        self.clients[who].taken.pop(str(what), None)
                        self.hub.leave(self.clients[who].subscriber, str(what))
                case "reconnect", who, count:
                    await self.clients[who].disconnect(self.hub)
                    for _ in range(count):
                        self.publish("a")
                    await self.connect(self.clients[who])
                case "stall", who:
                    self.clients[who].reading.clear()
                case "go on", who:
                    self.clients[who].reading.set()
                    await loops(5)
                case "pace", count:
                    self.store.pace = count
                case ("wait",):
                    await asyncio.sleep(1.5 * COALESCE)
                case ("restart",):
                    await self.stop()
                    await self.start()


WHO = st.integers(0, 1)
KEY = st.sampled_from(["a", "b"])
JOIN = st.tuples(st.just("join"), WHO, st.sampled_from([None, "a", "b"]))
PUBLISH = st.tuples(st.just("publish"), KEY, st.integers(1, 8))
ACTIONS = st.lists(
    st.one_of(
        PUBLISH,
        PUBLISH,
        PUBLISH,
        JOIN,
        JOIN,
        st.tuples(st.just("leave"), WHO, st.sampled_from([None, "a", "b"])),
        st.tuples(st.just("reconnect"), WHO, st.integers(0, 25)),
        st.tuples(st.sampled_from(["stall", "go on"]), WHO),
        st.tuples(st.just("pace"), st.integers(0, 5)),
        st.sampled_from([("wait",), ("restart",)]),
    ),
    min_size=8,
    max_size=40,
)


@given(ACTIONS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_interleaving(actions):
    """Line for line what the store has; in between no state twice, none back, no status left out."""

    async def run():
        world = World()
        await world.start()
        await world.play(actions)
        await world.settle()
        for client in world.clients:
            for name, watch in client.joined.items():
                for key in [watch.deployment_id] if watch.deployment_id else world.store.states:
                    taken = [each for each in client.taken[name] if each[0].id == key]
                    check_taken(history(key), taken, world.store.states.get(key))
            if not client.has_left:  # what waits for nobody any more is not sent
                for key, stretches in client.seen.items():
                    check_order(history(key), stretches)
        await world.stop()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logtail, "MAX_LINES", 9)
        asyncio.run(run())


def check_taken(all_states, taken, stored):
    """In order, none twice, and the last one is the store's, line for line unless its logs may be left out."""
    short = [State(data).without_logs().data for data in all_states]
    places = [
        (short if may_be_short and data not in all_states else all_states).index(data) for data, may_be_short in taken
    ]
    assert places == sorted(set(places))
    assert places[-1:] == ([] if stored is None else [all_states.index(stored)])


def check_order(all_states, stretches):
    """Without a break: states that were, in order, no status left out."""
    for seen in stretches:
        places = [all_states.index(data) for data in seen if data.build_logs or not data.terminal]
        assert places == sorted(places)
        if places:
            passed = [(data.attempt, data.status) for data in all_states[places[0] : places[-1] + 1]]
            told = [(all_states[place].attempt, all_states[place].status) for place in places]
            assert list(dict.fromkeys(told)) == list(dict.fromkeys(passed))
