"""Measures what redaction costs a build that prints: `python tests/benchmarks/redaction.py [--rounds N] [--lines N]`.

A real build, of Node steps that print 10,000 lines between them while they are read, with 20 variables; its events go
through a journal into a real store, as a deployment's do, with the redactor and without, in turn. The table gives the
medians of the whole build's wall time and of this process's CPU time, and what redaction alone took.
"""

import argparse
import asyncio
import os
import secrets
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from motiad.builder import MotiaBuilder
from motiad.contract.deployment import DeploymentData
from motiad.deployments.events import Event, Redact, Requested
from motiad.deployments.ports import Deployment, DeploymentSecrets
from motiad.deployments.reducer import reduce
from motiad.pipeline.journal import Journal
from motiad.secrets import make_redactor
from motiad.store import SqliteStore

ROOT = Path(__file__).parents[2]
PACKAGES = ROOT / ".work" / "sample" / "node_modules"
STEPS = 20
LINE = "orders: place-order took ${n * 7 % 91} ms for https://shop.example/orders/${n}?page=2 (zod, services/orders.ts)"
"""What a step prints; every hundredth line has a variable's value in it."""


@dataclass(frozen=True)
class Cost:
    """One build, in seconds."""

    wall: float
    cpu: float
    redaction: float
    lines: int


class Nobody:
    """A publisher nobody listens to."""

    def publish(self, data: DeploymentData) -> None:
        """Tell nobody."""


def project(folder: Path, lines: int, value: str) -> Path:
    """Write a project whose steps print `lines` lines between them."""
    (folder / "src").mkdir(parents=True)
    (folder / "package.json").write_text('{"private": true}')
    (folder / "node_modules").symlink_to(PACKAGES)
    for number in range(STEPS):
        loop = f"for (let n = 0; n < {lines // STEPS}; n++) console.log(n % 100 ? `{LINE}` : 'token {value}')\n"
        about = f"{{ type: 'event', name: 'Step{number}', subscribes: ['a'], emits: [] }}"
        step = f"{loop}export const config = {about}\nexport const handler = async () => {{}}\n"
        (folder / "src" / f"s{number}.step.ts").write_text(step)
    return folder


async def build(folder: Path, work: Path, redact: Redact) -> Cost:
    """Build once, from nothing, into a store of its own."""
    spent, lines = 0.0, 0

    def timed(text: str) -> str:
        nonlocal spent, lines
        lines += 1
        began = time.perf_counter()
        clean = redact(text)
        spent += time.perf_counter() - began
        return clean

    store = await SqliteStore.open(work / "motiad.sqlite3")
    at = int(time.time() * 1000)
    requested = Requested(deployment_id="d1")
    data = reduce(DeploymentData(id="d1", status="idle", phase=None, progress=0, message=""), requested, at)
    await store.create(Deployment(data=data, project=folder, cloud="local", fingerprint=""), [(at, requested)])
    journal = Journal(data, store, Nobody(), timed, lambda: int(time.time() * 1000), last_at=at)
    began, cpu = time.perf_counter(), time.process_time()
    builder = MotiaBuilder(os.environ, work / "cache")

    def emit(event: Event) -> None:
        journal.emit(event)

    await builder.build(folder, work / "out", emit)
    await journal.settle()
    cost = Cost(time.perf_counter() - began, time.process_time() - cpu, spent, lines)
    await store.close()
    return cost


async def main(rounds: int, lines: int) -> None:
    """Build in turn with and without; print the table."""
    values = {f"KEY_{number}": secrets.token_urlsafe(32) for number in range(20)}
    redactor = make_redactor(DeploymentSecrets(token=secrets.token_urlsafe(40), envs=values))
    costs: dict[str, list[Cost]] = {"without": [], "with": []}
    for number in range(rounds):
        for name, redact in (("without", str), ("with", redactor)):
            with tempfile.TemporaryDirectory() as scratch:
                folder = project(Path(scratch) / "project", lines, values["KEY_7"])
                work = Path(scratch) / "work"
                work.mkdir()
                costs[name].append(await build(folder, work, redact))
        print(f"round {number + 1} of {rounds}", flush=True)
    report(costs, lines)


def report(costs: dict[str, list[Cost]], lines: int) -> None:
    """Print medians and ratios."""

    def median(name: str, part: str) -> float:
        return statistics.median(_part(costs[name], part))

    least = min(cost.lines for each in costs.values() for cost in each)
    assert least >= lines, f"only {least} texts were redacted"
    print(f"{lines} lines, 20 variables         wall s   CPU s (this process)   redaction s")
    for name in costs:
        print(f"{name:<28}{median(name, 'wall'):8.3f}{median(name, 'cpu'):10.3f}{median(name, 'redaction'):27.3f}")
    for part in ("wall", "cpu"):
        print(f"with / without, {part}: {median('with', part) / median('without', part):.3f}")
    print(f"redaction's part of the build's wall time: {median('with', 'redaction') / median('with', 'wall'):.1%}")


def _part(costs: Sequence[Cost], part: str) -> list[float]:
    return [getattr(cost, part) for cost in costs]


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--lines", type=int, default=10_000)
    chosen = options.parse_args()
    asyncio.run(main(chosen.rounds, chosen.lines))
