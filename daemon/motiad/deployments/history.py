"""What an attempt's events say about how far it came, beyond its state."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from motiad.contract.deployment import Phase
from motiad.deployments import events


@dataclass(frozen=True)
class History:
    """What a restarted daemon must know before it goes on."""

    last_at: int = 0
    """Milliseconds since the epoch: when the last event happened."""
    resumes: int = 0
    """How often it was taken up again so far."""
    start: Literal["not asked", "in doubt", "accepted"] = "not asked"
    """Whether the cloud has it: a request that went out without an answer leaves that in doubt."""
    told: tuple[tuple[Phase, str], ...] = ()
    """The log so far: work that is done over says nothing twice."""

    @property
    def build_log(self) -> "Counter[str]":
        """How often each line was told by the build."""
        return Counter(line for phase, line in self.told if phase == "build")


def read_history(happened: Iterable[tuple[int, events.Event]]) -> History:
    """Return the history that an attempt's events tell; their times are milliseconds since the epoch."""
    last_at, resumes = 0, 0
    start: Literal["not asked", "in doubt", "accepted"] = "not asked"
    told: list[tuple[Phase, str]] = []
    for at, event in happened:
        last_at = max(at, last_at)
        match event:
            case events.Resumed():
                resumes += 1
            case events.CloudAsked():
                start = "in doubt"
            case events.CloudStarted() | events.CloudProgressed():
                start = "accepted"
            case events.Logged():
                told += ((event.phase, line) for line in event.lines)
    return History(last_at, resumes, start, tuple(told))
