"""A deployment of 200 steps with 10,000 log lines, as its states go by."""

import random
from collections.abc import Iterator

from motiad.contract.deployment import DeploymentData
from motiad.deployments.events import (
    BundlesFound,
    Completed,
    Event,
    FoundBundle,
    FoundStep,
    Logged,
    PhaseStarted,
    StepBuilding,
    StepBuilt,
    StepsFound,
    Uploaded,
    UploadProgressed,
    UploadStarted,
)
from motiad.deployments.reducer import initial, reduce

STEPS = 200
LINES = 10_000
EVENTS_PER_UPDATE = 8
"""What the coalescer puts together in 50 ms when all of it takes about 75 s."""


def events() -> Iterator[Event]:
    """Yield everything that happens, in order; the same every time."""
    chance = random.Random(4)
    names = [f"src/orders/step_{index:03}.step.ts" for index in range(STEPS)]
    yield PhaseStarted(phase="build")
    yield StepsFound(steps=tuple(FoundStep(package_path=name, language="node", type="event") for name in names))
    for name in names:
        yield StepBuilding(package_path=name)
        for line in range(45):
            package = f"node_modules/@scope/pkg-{chance.randrange(10**6):06}"
            text = f"{name}: bundled module {line} of {package} in {chance.randrange(900)} ms"
            yield Logged(phase="build", lines=(text,))
        yield StepBuilt(package_path=name, size=chance.randrange(10_000, 900_000))
    bundles = [name.replace("src/", "node/src/").replace(".ts", ".zip") for name in names]
    yield PhaseStarted(phase="upload")
    yield BundlesFound(
        bundles=tuple(
            FoundBundle(package_path=name, language="node", type="event", size=chance.randrange(10_000, 900_000))
            for name in bundles
        )
    )
    for name in bundles:
        yield UploadStarted(package_path=name)
        yield UploadProgressed(package_path=name, sent=8_000)
        yield Uploaded(package_path=name)
        yield Logged(phase="upload", lines=(f"Uploaded {name} ({chance.randrange(900_000)} bytes)",))
    yield PhaseStarted(phase="deploy")
    for line in range(LINES - 46 * STEPS):
        yield Logged(phase="deploy", lines=(f"queue orders-{line}: {chance.getrandbits(64):016x} is ready",))
    yield Completed()


def states(deployment_id: str) -> Iterator[tuple[DeploymentData, tuple[Event, ...]]]:
    """Yield the states the coalescer lets through, each with the events since the one before."""
    data, at, waiting = initial(deployment_id), 1_764_000_000_000, []
    for event in events():
        at += 6
        changed = reduce(data, event, at)
        waiting.append((at, event))
        if changed.status != data.status or len(waiting) >= EVENTS_PER_UPDATE:
            yield changed, tuple(waiting)
            waiting = []
        data = changed
