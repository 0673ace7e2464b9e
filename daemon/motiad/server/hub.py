"""The stream hub: every subscriber gets every truth, coalesced and in order."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aiohttp import WSCloseCode

from motiad.contract.deployment import DeploymentData
from motiad.deployments.ports import Store
from motiad.server.clock import StreamClock
from motiad.server.messages import State, Update, error_event
from motiad.server.rooms import Room, deployment_of, item_rooms
from motiad.server.snapshot import group_states, stored_states, whole_states
from motiad.server.subscriber import Subscriber
from motiad.server.views import NOTHING_HELD, Resume

COALESCE_SECONDS = 0.05
"""Least time between two updates of one item within a status and phase (`security-reliability.md`, section 2)."""


@dataclass(eq=False)
class _Live:
    """A deployment that is under way: its newest state, and what of it has been sent."""

    newest: State
    sent: State | None = None
    sent_at: float = float("-inf")
    timer: asyncio.TimerHandle | None = None


class StreamHub:
    """Publishes states to whoever joined; implements `deployments.ports.Publisher`."""

    def __init__(self, store: Store, clock: StreamClock, coalesce: float = COALESCE_SECONDS) -> None:
        self._store = store
        self._clock = clock
        self._coalesce = coalesce
        self._live: dict[str, _Live] = {}
        self._watchers: defaultdict[Room, set[Subscriber]] = defaultdict(set)
        self._readings: list[dict[str, State]] = []
        """What was published while a join reads the store, one dictionary per join under way."""
        self.subscribers: set[Subscriber] = set()
        self.closed = False
        self.updates = 0
        """Updates handed to subscribers since the start, for the metrics."""

    @classmethod
    async def open(cls, store: Store) -> "StreamHub":
        """Continue the stream where an earlier daemon left it."""
        return cls(store, await StreamClock.open(store))

    @property
    def active(self) -> int:
        """How many deployments are under way."""
        return len(self._live)

    @property
    def subscriptions(self) -> int:
        """How many subscriptions there are, over all clients."""
        return sum(len(subscriber.subscriptions) for subscriber in self.subscribers)

    def publish(self, data: DeploymentData) -> None:
        """Hand on a persisted state: at once when status or phase changed, else at most every 50 ms."""
        state = State(data)
        for reading in self._readings:
            reading[data.id] = state
        live = self._live.get(data.id)
        if live is None:
            live = self._live[data.id] = _Live(state)
        live.newest = state
        due = live.sent_at + self._coalesce
        loop = asyncio.get_running_loop()
        if live.sent is None or _turned(live.sent.data, data) or loop.time() >= due:
            self._send(live)
        elif live.timer is None:
            live.timer = loop.call_at(due, self._send, live)

    def remove(self, deployment_ids: Sequence[str]) -> None:
        """Tell whoever watches a group that deployments are no longer kept.

        Not who watches one of them alone: the documented listener reads `deployment.status`, and a `delete` makes null.
        """
        for deployment_id in deployment_ids:
            for room in item_rooms(deployment_id):
                for subscriber in self._watchers.get(room.whole_group, _NOBODY):
                    if subscriber not in self._watchers.get(room, _NOBODY):
                        subscriber.remove(room, deployment_id, self._clock.stamp())

    async def join(
        self, subscriber: Subscriber, subscription_id: str, room: Room, resume: Resume = NOTHING_HELD
    ) -> None:
        """Subscribe a client to a room and queue the room's current state.

        An item that does not exist yet gets no sync (the documented listener would fail on null): the client stays
        subscribed, and the item comes as `create`. `resume` is what a client of ours still has.
        """
        deployment_id = deployment_of(room)
        ended: dict[str, State] = {}
        with self._collect() as published:
            if deployment_id is None:
                loaded = await stored_states(self._store)
                ended = await whole_states(self._store, [key for key in resume if key not in self._live])
            elif deployment_id in self._live:
                loaded = []
            else:
                stored = await self._store.get(deployment_id)
                loaded = [State(stored.data)] if stored else []
        # From here on nothing waits: whatever is published next finds the subscriber registered.
        if subscriber not in self.subscribers:
            return
        newer = {**published, **{key: live.newest for key, live in self._live.items()}}
        if subscriber.subscriptions.get(subscription_id) != room:
            self.leave(subscriber, subscription_id)
        subscriber.subscriptions[subscription_id] = room
        self._watchers[room].add(subscriber)
        stamp = self._clock.stamp()
        if deployment_id is None:
            whole = {**ended, **newer}
            states = group_states(loaded, newer)
            states = [whole.get(state.data.id, state) if state.data.id in resume else state for state in states]
            subscriber.sync_group(room, states, stamp, resume)
            return
        known = newer.get(deployment_id) or next(iter(loaded), None)
        if room.item is None:
            subscriber.sync_group(room, [known] if known else [], stamp, resume)
        elif known is not None:
            subscriber.sync_item(room, known, stamp, resume)

    def leave(self, subscriber: Subscriber, subscription_id: str) -> None:
        """End one subscription of a client; no error when there is none."""
        room = subscriber.subscriptions.pop(subscription_id, None)
        if room is not None and room not in subscriber.subscriptions.values():
            subscriber.forget(room)
            self._unwatch(subscriber, room)

    def attach(self, subscriber: Subscriber) -> None:
        """Take a client in."""
        self.subscribers.add(subscriber)

    def detach(self, subscriber: Subscriber) -> None:
        """Forget a client that is gone."""
        self.subscribers.discard(subscriber)
        for room in set(subscriber.subscriptions.values()):
            self._unwatch(subscriber, room)
        subscriber.subscriptions.clear()

    def tell_error(self, subscriber: Subscriber, room: Room, code: str, message: str) -> None:
        """Tell one client about something it did wrong."""
        error = {"code": code, "message": message}
        subscriber.tell(room, error_event(room, error, self._clock.stamp()))

    async def close(self) -> None:
        """Send what is still held back, and close every client: going away."""
        self.closed = True
        for live in list(self._live.values()):
            if live.timer is not None:
                self._send(live)
        await asyncio.gather(*(subscriber.close(WSCloseCode.GOING_AWAY) for subscriber in list(self.subscribers)))
        await self._clock.close()

    def _send(self, live: _Live) -> None:
        if live.timer is not None:
            live.timer.cancel()
            live.timer = None
        state, first = live.newest, live.sent is None and live.newest.data.attempt == 1
        update = Update(state, self._clock.stamp())
        for room in item_rooms(state.data.id):
            watching = self._watchers.get(room, _NOBODY) | self._watchers.get(room.whole_group, _NOBODY)
            for subscriber in watching:
                subscriber.offer(room, update, first=first)
            self.updates += len(watching)
        live.sent = state
        live.sent_at = asyncio.get_running_loop().time()
        if state.data.terminal:
            del self._live[state.data.id]

    def _unwatch(self, subscriber: Subscriber, room: Room) -> None:
        watching = self._watchers.get(room)
        if watching is not None:
            watching.discard(subscriber)
            if not watching:
                del self._watchers[room]

    @contextlib.contextmanager
    def _collect(self) -> Iterator[dict[str, State]]:
        reading: dict[str, State] = {}
        self._readings.append(reading)
        try:
            yield reading
        finally:
            self._readings = [other for other in self._readings if other is not reading]


_NOBODY: frozenset[Subscriber] = frozenset()


def _turned(before: DeploymentData, after: DeploymentData) -> bool:
    """Whether this is a change that must be told at once."""
    return (before.status, before.phase, before.attempt) != (after.status, after.phase, after.attempt)
