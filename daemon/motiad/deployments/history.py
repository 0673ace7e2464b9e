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


def read_history(happened: Iterable[events.Event]) -> History:
    """Return the history that an attempt's events tell."""
    resumes = 0
    start: Literal["not asked", "in doubt", "accepted"] = "not asked"
    told: list[tuple[Phase, str]] = []
    for event in happened:
        match event:
            case events.Resumed():
                resumes += 1
            case events.CloudAsked():
                start = "in doubt"
            case events.CloudStarted() | events.CloudProgressed():
                start = "accepted"
            case events.Logged():
                told += ((event.phase, line) for line in event.lines)
    return History(resumes, start, tuple(told))
