"""Writes down what happens to one deployment: reduce, persist, publish, in that order, and nobody else does."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence

from motiad.contract.deployment import DeploymentData
from motiad.deployments.events import Event, Logged, Redact
from motiad.deployments.ports import Publisher, Store
from motiad.deployments.reducer import reduce
from motiad.deployments.sanitise import sanitise

log = logging.getLogger(__name__)

Now = Callable[[], int]
"""The wall clock, in milliseconds since the epoch."""


class Journal:
    """One deployment's events, in order.

    `emit` never blocks, so adapters can report from anywhere in the loop; what piles up while the store writes goes
    into its next transaction. `settle` is the barrier before an act that must not happen unrecorded.
    """

    def __init__(
        self,
        data: DeploymentData,
        store: Store,
        publisher: Publisher,
        redact: Redact,
        now: Now,
        *,
        last_at: int = 0,
    ) -> None:
        """`last_at`: when the last event so far happened, in milliseconds since the epoch."""
        self.data = data
        self._store = store
        self._publisher = publisher
        self._redact = redact
        self._now = now
        self._last_at = max(last_at, data.started_at or 0)
        self._told: Counter[str] = Counter()
        self._pending: list[tuple[int, Event]] = []
        self._writing: asyncio.Task[None] | None = None
        self._failure: Exception | None = None

    def emit(self, event: Event) -> None:
        """Record an event; its time never falls, whatever the clock does."""
        clean = event.redacted(self._clean)
        if isinstance(clean, Logged) and self._told:
            clean = clean.model_copy(update={"lines": tuple(line for line in clean.lines if not self._was_told(line))})
            if not clean.lines:
                return
        self._last_at = max(self._now(), self._last_at)
        self._pending.append((self._last_at, clean))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())

    def redact_with(self, redact: Redact) -> None:
        """Take other secrets out of texts from now on."""
        self._redact = redact

    def tell_once(self, told: "Counter[str]") -> None:
        """Leave these log lines out, each as often as it was told: the work that told them is done over."""
        self._told = Counter(told)

    async def settle(self) -> None:
        """Wait until everything emitted so far is persisted and published.

        Raises, once, what the store raised since the last call (STORAGE_FULL, STORE_UNUSABLE); those events are lost.
        """
        while self._writing is not None:
            await asyncio.shield(self._writing)
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure

    def publish_unrecorded(self, event: Event) -> None:
        """Tell the watchers of an end that the store cannot take down any more."""
        self.data = reduce(self.data, event.redacted(self._clean), max(self._now(), self._last_at))
        self._publisher.publish(self.data)

    def _clean(self, text: str) -> str:
        clean = sanitise(text)
        if clean != text:  # what was taken out may have had a part of a value in it
            clean = sanitise(self._redact(text))
        return self._redact(clean)

    def _was_told(self, line: str) -> bool:
        if self._told[line] <= 0:
            return False
        self._told[line] -= 1
        return True

    async def _write(self) -> None:
        try:
            while self._pending:
                batch, self._pending = self._pending, []
                states = self._states(batch)
                await self._store.append(states[-1], batch)
                self.data = states[-1]
                self._publish(states)
        except Exception as error:
            log.exception("cannot record events of deployment %s", self.data.id)
            self._failure = error
        finally:
            self._writing = None

    def _states(self, batch: Sequence[tuple[int, Event]]) -> list[DeploymentData]:
        states, data = [], self.data
        for at, event in batch:
            data = reduce(data, event, at)
            states.append(data)
        return states

    def _publish(self, states: Sequence[DeploymentData]) -> None:
        """Publish the batch's last state, and before it the last one of each earlier status."""
        for state, following in zip(states, [*states[1:], None], strict=True):
            if following is None or following.status != state.status:
                self._publisher.publish(state)
