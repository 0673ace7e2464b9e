"""Measures our build beside the official one on generated projects: `python tests/benchmarks/build.py [--rounds N]`.

Both build the same project in turn, in one run; the table gives medians of wall time and of peak resident memory of
the whole process tree. "Cold" starts without anything kept, but with uv's cache and the official build's own virtual
environment; "daemon" is the build phase of a deployment to the local cloud, as the daemon records it.
"""

import argparse
import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from motiad.client import DaemonClient, find
from motiad.paths import Paths

sys.path.insert(0, str(Path(__file__).parent))

from process_tree import Cost, below, measure
from projects import generate, step_file

ROOT = Path(__file__).parents[2]
OFFICIAL = ROOT / ".work" / "npm" / "official" / "node_modules"
CURVE = (50, 100, 200, 500)
PARTS = ("cold", "warm", "health", "cancel", "curve")


@dataclass(frozen=True)
class Case:
    """A generated project, and how many times faster and smaller ours shall be."""

    kind: str
    steps: int
    faster: float
    smaller: float | None = None


CASES = (
    Case("typescript", 200, 10, 8),
    Case("typescript", 50, 8),
    Case("pydantic", 50, 15),
    Case("pydantic", 200, 30),
    Case("python", 200, 15),
)


class Bench:
    """One run: projects and everything the builds write, in a folder of its own."""

    def __init__(self, folder: Path, rounds: int) -> None:
        self.folder = folder
        self.rounds = rounds
        self.base = folder / "base"
        self.environ = {
            **os.environ,
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            "MOTIA_ANALYTICS_DISABLED": "true",
            "MOTIAD_PORT": "0",
            "MOTIAD_LOCAL_CLOUD_DELAY": "0",
        }

    def project(self, kind: str, steps: int) -> Path:
        folder = self.folder / f"{kind}-{steps}"
        if not folder.exists():
            generate(kind, steps, folder)
            (folder / "node_modules").symlink_to(OFFICIAL)
            if kind != "typescript":
                self._quietly(["uv", "venv", "--python", sys.executable, "python_modules"], folder)
            if kind == "pydantic":
                self._quietly(["uv", "pip", "install", "--python", "python_modules", "-r", "requirements.txt"], folder)
        return folder

    def official(self, project: Path) -> Cost:
        shutil.rmtree(project / "dist", ignore_errors=True)
        return measure(["node", OFFICIAL / "motia" / "dist" / "cli.mjs", "build"], project, self.environ)

    def ours(self, project: Path, *, cold: bool = True) -> Cost:
        if cold:
            shutil.rmtree(self.base, ignore_errors=True)
        out = self.folder / "out"
        return measure([*self.motiad(), "build", "--project", project, "--out", out], project, self.environ)

    def motiad(self) -> list[str | Path]:
        return [sys.executable, "-m", "motiad", "--base-dir", self.base]

    def deployed(self, project: Path) -> tuple[float, int, int]:
        """Deploy to the local cloud; return the build phase's seconds, beginning and end (milliseconds)."""
        command = [*self.motiad(), "deploy", "--project", project, "--cloud", "local", "--json"]
        ended = subprocess.run(command, env=self.environ, capture_output=True, text=True, timeout=600, check=False)
        if ended.returncode:
            raise RuntimeError(ended.stdout[-2000:] + ended.stderr[-2000:])
        phase = json.loads(ended.stdout.splitlines()[-1])["phases"]["build"]
        began, completed = phase["startedAt"], phase["completedAt"]
        return (completed - began) / 1000, began, completed

    @contextmanager
    def daemon(self) -> Iterator[tuple[str, int]]:
        """Run a daemon, and give its address and process id."""
        serving = subprocess.Popen(
            [*self.motiad(), "serve", "--cloud", "local"], env=self.environ, stdout=subprocess.PIPE
        )
        try:
            assert serving.stdout
            yield serving.stdout.readline().decode().split()[-1], serving.pid
        finally:
            serving.terminate()
            serving.communicate(timeout=30)

    def _quietly(self, command: list[str], folder: Path) -> None:
        subprocess.run(command, cwd=folder, env=self.environ, capture_output=True, check=True, timeout=300)


def edit(project: Path, number: int) -> None:
    """Change a step in a way that its bundle shows."""
    step = project / step_file("typescript", number)
    step.write_text(f"{step.read_text()}export const edited{time.time_ns()} = {number}\n")


def repeat(rounds: int, run: Callable[[int], float]) -> float:
    return statistics.median(run(number) for number in range(rounds))


def row(name: str, official: float, ours: float, faster: float, memory: str = "") -> None:
    ratio = official / ours
    met = "met" if ratio >= faster else "NOT"
    print(f"{name:<44} {official:8.2f} {ours:8.2f} {ratio:7.1f} {faster:6.0f}  {met}  {memory}", flush=True)


def cold(bench: Bench, case: Case) -> float:
    """Measure one project in turns; return the official build's seconds."""
    project = bench.project(case.kind, case.steps)
    theirs, mine = [], []
    for _ in range(bench.rounds):
        theirs.append(bench.official(project))
        mine.append(bench.ours(project))
    official, ours = (statistics.median(cost.seconds for cost in costs) for costs in (theirs, mine))
    peaks = [statistics.median(cost.peak for cost in costs) / 2**20 for costs in (theirs, mine)]
    busy = [statistics.median(cost.processor for cost in costs) for costs in (theirs, mine)]
    memory = f"{peaks[0]:.0f} MB, {peaks[1]:.0f} MB: 1/{peaks[0] / peaks[1]:.1f}"
    if case.smaller:
        memory += f" (goal 1/{case.smaller:.0f})"
    memory += f"; processor {busy[0]:.1f} s, {busy[1]:.1f} s: 1/{busy[0] / busy[1]:.1f}"
    row(f"{case.steps} {case.kind}, cold", official, ours, case.faster, memory)
    return official


def warm(bench: Bench, official: float) -> None:
    """Measure the 200 TypeScript steps again: edited, and as they were; from the command line and in a daemon."""
    print(f"the official build keeps nothing: its {official:.2f} s for the 200 steps stand in each of these rows")
    project = bench.project("typescript", 200)
    bench.ours(project)

    def edited(number: int) -> None:
        edit(project, number)

    def command_line(number: int, *, change: bool) -> float:
        if change:
            edited(number)
        return bench.ours(project, cold=False).seconds

    row("one step edited, command line", official, repeat(bench.rounds, lambda n: command_line(n, change=True)), 40)
    row("nothing changed, command line", official, repeat(bench.rounds, lambda n: command_line(n, change=False)), 60)
    with bench.daemon():
        bench.deployed(project)

        def in_daemon(number: int, *, change: bool) -> float:
            if change:
                edited(number)
            return bench.deployed(project)[0]

        row("one step edited, daemon", official, repeat(bench.rounds, lambda n: in_daemon(n, change=True)), 100)
        row("nothing changed, daemon", official, repeat(bench.rounds, lambda n: in_daemon(n, change=False)), 200)


async def health(bench: Bench) -> None:
    """Print how fast a daemon answers while it builds 200 steps from nothing."""
    project = bench.project("typescript", 200)
    shutil.rmtree(bench.base, ignore_errors=True)
    with bench.daemon() as (url, _):
        answers: list[tuple[float, float]] = []

        async def ask() -> None:
            loop = asyncio.get_running_loop()
            async with aiohttp.ClientSession() as session:
                while True:
                    began = loop.time()
                    async with session.get(f"{url}/health") as answer:
                        await answer.read()
                    answers.append((time.time(), loop.time() - began))
                    await asyncio.sleep(0.01)

        asking = asyncio.create_task(ask())
        _, began, completed = await asyncio.to_thread(bench.deployed, project)
        asking.cancel()
        times = sorted(took for at, took in answers if began <= at * 1000 <= completed)
    p99, worst = times[int(len(times) * 0.99)] * 1000, times[-1] * 1000
    met = "met" if p99 <= 50 else "NOT"
    print(
        f"/health while 200 steps build: p99 {p99:.1f} ms (goal 50)  {met}  worst {worst:.1f} ms, {len(times)} answers"
    )


async def cancel(bench: Bench) -> None:
    """Print how soon a cancelled build's children are gone: esbuild at work, and a step that ignores SIGTERM."""
    stubborn = bench.folder / "stubborn"
    generate("python", 1, stubborn)
    ignoring = "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(60)\n"
    (stubborn / step_file("python", 0)).write_text(ignoring)
    shutil.rmtree(bench.base, ignore_errors=True)
    with bench.daemon() as (url, pid):
        info = await find(Paths.under(bench.base))
        assert info
        async with DaemonClient(url, info.token) as client:
            for name, project in (("200 steps", bench.project("typescript", 200)), ("a stubborn step", stubborn)):
                command = [*bench.motiad(), "deploy", "--project", project, "--cloud", "local", "--detach", "--json"]
                started = await asyncio.to_thread(
                    subprocess.run, command, env=bench.environ, capture_output=True, timeout=60, check=True
                )
                await asyncio.sleep(1)
                children = below(pid)
                began = time.perf_counter()
                await client.cancel(json.loads(started.stdout)["deploymentId"])
                while left := children & below(pid):
                    if time.perf_counter() - began > 30:
                        raise RuntimeError(f"{len(left)} children are still there after 30 s")
                    await asyncio.sleep(0.01)
                took = time.perf_counter() - began
                met = "met" if children and took <= 1 else "NOT"
                print(
                    f"cancelling {name}: {len(children)} children gone after {took:.2f} s (goal 1)  {met}", flush=True
                )


def curve(bench: Bench) -> None:
    """Print what a step costs from 50 to 500 TypeScript steps: a line, when it stays the same."""
    for steps in CURVE:
        cost = bench.ours(bench.project("typescript", steps))
        each = cost.seconds / steps * 1000
        print(f"{steps:>4} steps {cost.seconds:7.2f} s  {each:6.1f} ms a step  {cost.peak / 2**20:6.0f} MB", flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=PARTS, action="append", help="all if left out")
    parser.add_argument(
        "--cases", type=int, nargs="*", default=range(len(CASES)), help="which rows of the table, from 0"
    )
    parser.add_argument(
        "--official", type=float, help="seconds of the official build on 200 TypeScript steps, if known"
    )
    arguments = parser.parse_args()
    parts = arguments.only or PARTS
    began = time.perf_counter()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, median of {arguments.rounds}")
    with tempfile.TemporaryDirectory(prefix="motiad-bench-") as folder:
        bench = Bench(Path(folder).resolve(), arguments.rounds)
        official = arguments.official
        print(f"{'':<44} {'official':>8} {'ours':>8} {'1/':>7} {'goal':>6}")
        for number in arguments.cases if "cold" in parts else ():
            seconds = cold(bench, CASES[number])
            official = seconds if number == 0 else official
        if "warm" in parts:
            warm(bench, official or bench.official(bench.project("typescript", 200)).seconds)
        if "health" in parts:
            asyncio.run(health(bench))
        if "cancel" in parts:
            asyncio.run(cancel(bench))
        if "curve" in parts:
            curve(bench)
    print(f"load {os.getloadavg()[0]:.1f} at the end, after {(time.perf_counter() - began) / 60:.1f} minutes")


if __name__ == "__main__":
    main()
