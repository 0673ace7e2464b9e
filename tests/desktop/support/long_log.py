"""A store that a daemon can open, with one finished deployment whose log is as long as is asked for."""

import time
from pathlib import Path

from motiad.deployments.events import Completed, Event, Logged, PhaseStarted, Requested
from motiad.deployments.ports import Deployment
from motiad.deployments.reducer import initial, reduce
from motiad.paths import Paths
from motiad.store import SqliteStore

ID = "dep-long"
START = time.time_ns() // 1_000_000 - 60_000
BATCH = 10_000


def text_of(number: int) -> str:
    """Return a line: every hundredth is a warning, every thousandth an error, all look alike otherwise."""
    if number % 1000 == 0:
        return f"\x1b[31merror\x1b[0m src/steps/step-{number}.step.ts:12:3: Expected ; but found {number % 97}"
    if number % 100 == 0:
        return f"\x1b[33mwarning\x1b[0m src/steps/step-{number}.step.ts emits a topic that no step subscribes to"
    return f"\x1b[32m✓\x1b[0m node/src/steps/step-{number}.step.zip \x1b[2m{number % 977} KB in {number % 89} ms\x1b[0m"


async def write(paths: Paths, lines: int) -> None:
    """Write a deployment with so many lines; the first nine tenths are of the build."""
    paths.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    store = await SqliteStore.open(paths.store_file)
    try:
        asked = Requested(attempt=1, environment="production", project="long-desk", version="v1")
        data = reduce(initial(ID), asked, START)
        await store.create(Deployment(data, Path("/projects/long-desk"), "local", "f" * 64), [(START, asked)])
        most = lines * 9 // 10
        phases = {"build": range(1, most + 1), "upload": range(0), "deploy": range(most + 1, lines + 1)}
        for phase, numbers in phases.items():
            happened: list[Event] = [PhaseStarted(phase=phase)]
            for first in range(0, len(numbers), BATCH):
                told = tuple(text_of(number) for number in numbers[first : first + BATCH])
                happened.append(Logged(phase=phase, lines=told))
            for event in happened:
                data = reduce(data, event, START + 1000)
                await store.append(data, [(START + 1000, event)])
        ended = Completed()
        await store.append(reduce(data, ended, START + 2000), [(START + 2000, ended)])
    finally:
        await store.close()
