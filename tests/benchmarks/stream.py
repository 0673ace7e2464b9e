"""Our hub against the official framework's stream server, side by side.

    .venv/bin/python tests/benchmarks/stream.py [--seconds 2] [--subscribers 1,10,100,500] [--repeat 3]

Prints for each point, medians of the repeats: CPU of the server per delivered update, p50 and p99 from publish to
receive, peak memory, the ratio of ours to theirs (below 1 is better), and whether the goals are met. The hub runs
without its coalescer; what one slow reader misses is conflated, so that under flood fewer updates may arrive than were
published, each of them fresh. Three repeats take eight minutes on two cores, which should have nothing else to do.
The official server has to be there: `make test` installs it (or give its node_modules with --modules).
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from receiver import Receiver, Subscriber

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SIZES = {4096: 50, 100_000: 10}
"""Bytes of an item, and updates per second at the fixed rate."""
IDLE_SUBSCRIBERS, IDLE_SECONDS = 100, 20
MANY = 500
"""Subscribers from which less than theirs is asked for."""
LARGE = 100_000
FLOOD_P99 = 100.0
"""Milliseconds, with many subscribers of large items."""
ROW = "{:>11} {:>4} {:>6} {:>9} {:>9} {:>9} {:>9} {:>8} {:>8} {:>6}"
HEAD = ("subscribers", "KB", "rate", "server", "published", "delivered", "us/update", "p50 ms", "p99 ms", "MB")


@dataclass(frozen=True)
class Figures:
    """What one run of one server cost."""

    published: int
    delivered: int
    cpu: float
    """Seconds."""
    p50: float
    p99: float
    """Milliseconds."""
    memory: float
    """MB at its peak."""
    encoded: int

    @property
    def per_update(self) -> float:
        """Microseconds of CPU for each delivered update."""
        return self.cpu * 1e6 / max(self.delivered, 1)


@dataclass(frozen=True)
class Point:
    """How many subscribers, bytes of an item, and updates a second (0: flooding)."""

    count: int
    size: int
    rate: int

    def row(self, name: str, each: Figures) -> str:
        """Return a server's line of the table."""
        return ROW.format(
            self.count, self.size // 1000, self.rate or "flood", name, each.published, each.delivered,
            f"{each.per_update:.1f}", f"{each.p50:.2f}", f"{each.p99:.2f}", f"{each.memory:.0f}",
        )  # fmt: skip

    def goals(self, ours: Figures, theirs: Figures) -> dict[str, bool]:
        """Return which goals there are here, and whether each is met."""
        less = 0.5 if self.count >= MANY else 1.0
        found = {f"memory <= {less:g}": ours.memory <= less * theirs.memory}
        if self.rate:
            found["CPU <= 1"] = ours.per_update <= theirs.per_update
            found["p99 <= 1"] = ours.p99 <= theirs.p99
        elif self.count >= MANY and self.size == LARGE:
            found[f"p99 < {FLOOD_P99:g} ms"] = ours.p99 < FLOOD_P99
        return found


@contextmanager
def started(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends."""
    environ = {**os.environ, "MOTIA_ANALYTICS_DISABLED": "true"}
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, env=environ)
    try:
        yield child
    finally:
        child.kill()
        child.wait()
        child.stdin.close()
        child.stdout.close()


def measure(command: list[str], point: Point, seconds: float) -> Figures:
    """Start a server, subscribe, have it publish (a little first, to warm up), and end it."""
    with started(command) as child:
        port = json.loads(child.stdout.readline())["port"]
        receiver = Receiver(port, point.count, child.stdout)
        receiver.settle(0.2)
        for rate, duration in ((20, 0.3), (point.rate, seconds)):
            order = {"size": point.size, "rate": rate, "seconds": duration}
            child.stdin.write(f"{json.dumps(order)}\n".encode())
            answer = json.loads(receiver.run(0.3) or b"{}")
        receiver.close()
        latencies = sorted(receiver.latencies)
        status = Path(f"/proc/{child.pid}/status").read_text()
        peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    return Figures(
        answer["published"], receiver.delivered, answer["cpu"], percentile(latencies, 50) / 1e6,
        percentile(latencies, 99) / 1e6, peak, answer["encoded"],
    )  # fmt: skip


def percentile(ordered: list[int], percent: int) -> int:
    """Return the smallest value that so many percent do not exceed."""
    return ordered[ceil(len(ordered) * percent / 100) - 1]


def middle(runs: list[Figures]) -> Figures:
    """Return the medians."""
    return Figures(*(statistics.median(values) for values in zip(*(vars(run).values() for run in runs), strict=True)))


def compare(servers: dict[str, list[str]], counts: list[int], seconds: float, repeat: int) -> None:
    """Print a table of all points, and how many goals are met."""
    print(ROW.format(*HEAD))
    met: list[bool] = []
    encoded: set[float] = set()
    points = [Point(count, size, rate) for size, fixed in SIZES.items() for rate in (fixed, 0) for count in counts]
    for point in points:
        runs: dict[str, list[Figures]] = {name: [] for name in servers}
        for _ in range(repeat):
            for name, command in servers.items():
                runs[name].append(measure(command, point, seconds))
        ours, theirs = middle(runs["ours"]), middle(runs["official"])
        print(point.row("ours", ours), point.row("official", theirs), sep="\n")
        ratios = (ours.per_update / theirs.per_update, ours.p50 / theirs.p50, ours.p99 / theirs.p99,
                  ours.memory / theirs.memory)  # fmt: skip
        goals = point.goals(ours, theirs)
        told = ", ".join(f"{name}: {'met' if fine else 'NOT MET'}" for name, fine in goals.items())
        print(ROW.format("", "", "", "ratio", "", "", *(f"{ratio:.2f}" for ratio in ratios)), f" {told}", flush=True)
        met += goals.values()
        encoded |= {run.encoded / run.published for run in runs["ours"]}
    print(f"goals met: {sum(met)} of {len(met)}")
    print(f"encoded by ours: {min(encoded):.2f} to {max(encoded):.2f} times an update, for however many subscribers")


def idle() -> None:
    """Print what a real daemon with subscribers costs while nothing happens."""
    with tempfile.TemporaryDirectory() as base:
        command = [sys.executable, "-m", "motiad", "serve", "--port", "0", "--cloud", "local", "--base-dir", base]
        child = subprocess.Popen(command, cwd=base, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            runtime = Path(base) / "run" / "daemon.json"
            deadline = time.monotonic() + 20
            while not runtime.exists() and time.monotonic() < deadline:
                time.sleep(0.1)
            port = int(json.loads(runtime.read_text())["ws_url"].rpartition(":")[2])
            subscribers = [Subscriber(port, number) for number in range(IDLE_SUBSCRIBERS)]
            time.sleep(2)
            before = cpu_seconds(child.pid)
            time.sleep(IDLE_SECONDS)
            used = cpu_seconds(child.pid) - before
            for subscriber in subscribers:
                subscriber.socket.close()
        finally:
            child.terminate()
            child.wait(20)
    print(
        f"idle daemon, {IDLE_SUBSCRIBERS} subscribers, {IDLE_SECONDS} s: {used:.2f} s CPU"
        f" ({100 * used / IDLE_SECONDS:.2f} % of a core)"
    )


def cpu_seconds(pid: int) -> float:
    """Return the CPU time a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=2.0, help="of publishing, for each point")
    parser.add_argument("--subscribers", default="1,10,100,500")
    parser.add_argument("--repeat", type=int, default=1, help="medians of so many runs")
    parser.add_argument("--modules", type=Path, default=ROOT / ".work" / "npm" / "official" / "node_modules")
    options = parser.parse_args()
    servers = {
        "ours": [sys.executable, str(HERE / "hub_server.py")],
        "official": ["node", str(HERE / "official_server.mjs"), str(options.modules)],
    }
    print(f"load average at the start {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    compare(servers, [int(count) for count in options.subscribers.split(",")], options.seconds, options.repeat)
    idle()
    print(f"load average at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
