"""What stuck subscribers cost the server and the healthy ones.

    .venv/bin/python tests/benchmarks/bounded.py [--healthy 450] [--stuck 50] [--updates 300] [--rate 20]

Updates are items of 64 KiB. Prints one JSON line: how much the server's memory grew, and how long after the last update
was published the healthy subscribers had it. The goals of the full size: at most 50 MB, and at most a second at p99.
"""

import argparse
import json
import sys
from pathlib import Path

from receiver import Receiver, Subscriber
from stream import started

SIZE = 64 * 1024


def memory(pid: int, name: str) -> float:
    """Return a figure of /proc/<pid>/status in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition(f"{name}:")[2].split()[0]) / 1024


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--healthy", type=int, default=450)
    parser.add_argument("--stuck", type=int, default=50)
    parser.add_argument("--updates", type=int, default=300)
    parser.add_argument("--rate", type=int, default=20)
    options = parser.parse_args()
    with started([sys.executable, str(Path(__file__).parent / "hub_server.py")]) as child:
        port = json.loads(child.stdout.readline())["port"]
        stuck = [Subscriber(port, number) for number in range(options.stuck)]
        receiver = Receiver(port, options.healthy, child.stdout)
        receiver.settle(0.5)
        before = memory(child.pid, "VmRSS")
        order = {"size": SIZE, "rate": options.rate, "updates": options.updates}
        child.stdin.write(f"{json.dumps(order)}\n".encode())
        published = json.loads(receiver.run(1.0) or b"{}")["published"]
        grown = memory(child.pid, "VmHWM") - before
        last = sorted(
            subscriber.latency for subscriber in receiver.subscribers if subscriber.progress == (published - 1) % 33
        )
        receiver.close()
        for subscriber in stuck:
            subscriber.socket.close()
    figures = {
        "published": published,
        "healthy": options.healthy,
        "stuck": options.stuck,
        "healthy_with_the_final_state": len(last),
        "p99_ms": round(last[int(len(last) * 0.99)] / 1e6, 1) if last else None,
        "memory_before_mb": round(before, 1),
        "memory_grew_mb": round(grown, 1),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
