"""Our hub against the official framework's stream server, side by side.

    .venv/bin/python tests/benchmarks/stream.py [--seconds 3] [--subscribers 1,10,100,500] [--repeat 3]

Prints for each point, medians of the repeats: CPU of the server per delivered update, p50 and p99 from publish to
receive, peak memory, and the ratio of ours to theirs (below 1 is better). The hub runs without its coalescer; what one
slow reader misses is conflated, so that under flood fewer updates may arrive than were published, each of them fresh.
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
from pathlib import Path

from receiver import Receiver, Subscriber

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SOCKET_SERVER = "@motiadev/core/dist/src/socket-server.mjs"
SIZES = {4096: 50, 100_000: 10}
"""Bytes of an item, and updates per second at the fixed rate."""
IDLE_SUBSCRIBERS, IDLE_SECONDS = 100, 20


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


@contextmanager
def started(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends."""
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
    try:
        yield child
    finally:
        child.kill()
        child.wait()
        child.stdin.close()
        child.stdout.close()


def measure(command: list[str], subscribers: int, size: int, rate: int, seconds: float) -> Figures:
    """Start a server, subscribe, have it publish, and end it."""
    with started(command) as child:
        port = json.loads(child.stdout.readline())["port"]
        receiver = Receiver(port, subscribers, child.stdout)
        warm_up = {"size": size, "rate": 20, "seconds": 0.3}
        child.stdin.write(f"{json.dumps(warm_up)}\n".encode())
        receiver.run(0.3)
        receiver.close()
        receiver = Receiver(port, subscribers, child.stdout)
        receiver.settle(0.3)
        order = {"size": size, "rate": rate, "seconds": seconds}
        child.stdin.write(f"{json.dumps(order)}\n".encode())
        answer = json.loads(receiver.run(0.5) or b"{}")
        receiver.close()
        latencies = sorted(receiver.latencies)
        status = Path(f"/proc/{child.pid}/status").read_text()
        peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    return Figures(
        answer["published"], receiver.delivered, answer["cpu"], latencies[len(latencies) // 2] / 1e6,
        latencies[int(len(latencies) * 0.99)] / 1e6, peak, answer["encoded"],
    )  # fmt: skip


def middle(runs: list[Figures]) -> Figures:
    """Return the medians."""
    return Figures(*(statistics.median(values) for values in zip(*(vars(run).values() for run in runs), strict=True)))


def compare(servers: dict[str, list[str]], counts: list[int], seconds: float, repeat: int) -> None:
    """Print a table of all points."""
    head = ("subscribers", "KB", "rate", "server", "published", "delivered", "us/update", "p50 ms", "p99 ms", "MB")
    line = "{:>11} {:>4} {:>6} {:>9} {:>9} {:>9} {:>9} {:>8} {:>8} {:>6}"
    print(line.format(*head))
    for size, fixed in SIZES.items():
        for rate in (fixed, 0):
            for count in counts:
                runs: dict[str, list[Figures]] = {name: [] for name in servers}
                for _ in range(repeat):
                    for name, command in servers.items():
                        runs[name].append(measure(command, count, size, rate, seconds))
                figures = {name: middle(each) for name, each in runs.items()}
                for name, each in figures.items():
                    print(line.format(
                        count, size // 1000, rate or "flood", name, each.published, each.delivered,
                        f"{each.per_update:.1f}", f"{each.p50:.2f}", f"{each.p99:.2f}", f"{each.memory:.0f}",
                    ))  # fmt: skip
                ours, theirs = figures["ours"], figures["official"]
                ratios = (ours.per_update / theirs.per_update, ours.p50 / theirs.p50, ours.p99 / theirs.p99,
                          ours.memory / theirs.memory)  # fmt: skip
                encoded = f"encoded {ours.encoded / ours.published:.2f} times an update"
                print(line.format("", "", "", "ratio", "", "", *(f"{ratio:.2f}" for ratio in ratios)), f" {encoded}",
                      flush=True)  # fmt: skip


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
    parser.add_argument("--seconds", type=float, default=3.0, help="of publishing, for each point")
    parser.add_argument("--subscribers", default="1,10,100,500")
    parser.add_argument("--repeat", type=int, default=1, help="medians of so many runs")
    parser.add_argument("--modules", type=Path, default=ROOT / ".work" / "npm" / "official" / "node_modules")
    options = parser.parse_args()
    servers = {
        "ours": [sys.executable, str(HERE / "hub_server.py")],
        "official": ["node", str(HERE / "official_server.mjs"), str(options.modules / SOCKET_SERVER)],
    }
    print(f"load average at the start {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    compare(servers, [int(count) for count in options.subscribers.split(",")], options.seconds, options.repeat)
    idle()
    print(f"load average at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
