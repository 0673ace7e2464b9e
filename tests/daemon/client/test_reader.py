"""Our own clients put the same state together as the store has, whatever happens on the way.

The socket is played: the interesting moments are a send that does not end and a connection that breaks. The hub, the
subscriber, the reader of the client and the reducer that makes the states are the real ones.
"""

import asyncio
from collections import defaultdict
from pathlib import Path

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
from motiad.deployments.ports import Deployment
from motiad.deployments.reducer import initial, reduce
from motiad.server.clock import StreamClock
from motiad.server.hub import StreamHub
from motiad.server.messages import State
from motiad.server.rooms import ALL_DEPLOYMENTS, item_rooms
from motiad.server.subscriber import Subscriber

COALESCE = 0.002
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


class PlayedStore:
    """Deployments in memory; every read takes a while, and those that have ended are listed without their logs."""

    def __init__(self) -> None:
        self.states: dict[str, DeploymentData] = {}
        self.stamp = 0
        self.pace = 0

    async def get(self, deployment_id):
        data = self.states.get(deployment_id)
        await self._linger()
        return Deployment(data, Path("/"), "motia", "mark") if data else None

    async def page(self, *, limit, before=None):
        found = [Deployment(State(data).without_logs().data if data.terminal else data, Path("/"), "motia", "mark")
                 for data in reversed(self.states.values())]  # fmt: skip
        await self._linger()
        return found[:limit], None

    async def reserved_stamp(self):
        return self.stamp

    async def reserve_stamp(self, until):
        self.stamp = max(until, self.stamp)

    async def _linger(self):
        for _ in range(self.pace):
            await asyncio.sleep(0)


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


class Client:
    """A client of ours, over one connection after another."""

    def __init__(self, *, deflate: bool) -> None:
        self.reader = Reader()
        self.deflate = deflate
        self.joined: dict[str, Watch] = {}
        self.taken: defaultdict[str, list[DeploymentData]] = defaultdict(list)
        """What each watch passed on to its consumer."""
        self.has_left = False
        self.seen: dict[str, list[list[DeploymentData]]] = {}
        self.cut = False
        self.reading = asyncio.Event()
        self.reading.set()

    def connect(self, hub: StreamHub) -> None:
        self.reader.connected()
        self.begin()
        self.subscriber = Subscriber(self, abort=self.abort, transport=Transport(self))
        hub.attach(self.subscriber)

    def begin(self) -> None:
        """What comes now need not follow on what came before."""
        self.seen = {key: [*stretches, []] for key, stretches in self.seen.items()}

    async def join(self, hub: StreamHub, key: str) -> None:
        deployment_id = self.joined[key].deployment_id
        extensions = self.reader.extensions(deployment_id).model_copy(update={"deflate": self.deflate})
        sent = Extensions.model_validate(extensions.wire())
        self.subscriber.extend(sent)
        room = item_rooms(deployment_id)[0] if deployment_id else ALL_DEPLOYMENTS
        await hub.join(self.subscriber, key, room, sent.resume)

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
                self.taken[key] += watch.mailbox._waiting
                watch.mailbox._waiting.clear()

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
    """The hub, its store and two clients."""

    def __init__(self) -> None:
        self.store = PlayedStore()
        self.coming = {key: iter(history(key)) for key in "ab"}
        self.clients = [Client(deflate=False), Client(deflate=True)]

    async def start(self) -> None:
        self.hub = StreamHub(self.store, await StreamClock.open(self.store), COALESCE)
        for client in self.clients:
            await self.connect(client)

    async def connect(self, client: Client) -> None:
        client.connect(self.hub)
        for key in client.joined:
            await client.join(self.hub, key)

    async def stop(self) -> None:
        for client in self.clients:
            await client.disconnect(self.hub)
        await self.hub.close()

    def publish(self, key: str) -> None:
        data = next(self.coming[key], None)
        if data is not None:
            self.store.states[key] = data
            self.hub.publish(data)

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

    async def settle(self) -> None:
        for client in self.clients:
            client.reading.set()
        await asyncio.sleep(2 * COALESCE)
        await loops(100)


async def loops(count: int) -> None:
    """Let everything that is ready run."""
    for _ in range(count):
        await asyncio.sleep(0)


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
                    check_taken(history(key), [data for data in client.taken[name] if data.id == key], watch, world)
            if not client.has_left:  # what waits for nobody any more is not sent
                for key, stretches in client.seen.items():
                    check_order(history(key), stretches)
        await world.stop()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logtail, "MAX_LINES", 9)
        asyncio.run(run())


def check_taken(all_states, taken, watch, world):
    """In order, none twice, and the last one is the store's, line for line.

    A group shows without their logs those that had ended before it heard of them.
    """
    stored = world.store.states.get(all_states[0].id)
    if stored is None:
        assert taken == []
    else:
        unheard_of = watch.deployment_id is None and taken[0].terminal and taken[0] not in all_states
        if unheard_of:
            assert taken.pop(0) in [State(data).without_logs().data for data in all_states if data.terminal]
        places = [all_states.index(data) for data in taken]
        assert places == sorted(set(places))
        assert taken[-1:] == [stored] or (unheard_of and not taken and stored.terminal)


def check_order(all_states, stretches):
    """Without a break: states that were, in order, no status left out."""
    for seen in stretches:
        places = [all_states.index(data) for data in seen if data.build_logs or not data.terminal]
        assert places == sorted(places)
        if places:
            passed = [(data.attempt, data.status) for data in all_states[places[0] : places[-1] + 1]]
            told = [(all_states[place].attempt, all_states[place].status) for place in places]
            assert list(dict.fromkeys(told)) == list(dict.fromkeys(passed))
