"""Uploads bundles as the daemon does and measures itself: `python upload_sender.py CLOUD < orders`.

Every line of its input is a JSON object {"token", "file", "paths"}: the file goes up under each of the paths at once.
Every line of its output says how that went.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from motiad.cloud import CloudSessions, MotiaCloud
from motiad.cloud.address import CloudAddress
from motiad.deployments.ports import Bundle

CLEAR_PEAK = "5"
"""For /proc/self/clear_refs: the peak begins again at what is used now."""


def memory(name: str) -> float:
    """Return a figure of this process's memory in MB."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition(f"{name}:")[2].split()[0]) / 1024


async def send(cloud: MotiaCloud, token: str, file: Path, paths: list[str]) -> dict[str, float]:
    """Upload a file under every path at once; return seconds, memory in MB, and the most reports in a second."""
    size = file.stat().st_size
    reports: dict[str, list[float]] = {path: [] for path in paths}
    Path("/proc/self/clear_refs").write_text(CLEAR_PEAK)
    before = memory("VmRSS")
    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for path in paths:
            bundle = Bundle(path, file, size, "node", "api")
            group.create_task(cloud.upload(token, bundle, teller(reports[path])))
    return {
        "seconds": time.perf_counter() - began,
        "grown": memory("VmHWM") - before,
        "reports": max(most_within_a_second(told) for told in reports.values()),
    }


def teller(told: list[float]) -> Callable[[int], None]:
    """Return what takes an upload's reports: it notes when they come."""
    return lambda _sent: told.append(time.perf_counter())


def most_within_a_second(times: list[float]) -> int:
    """Return the most reports there were in any whole second, the first and the last of an upload left out."""
    seconds = Counter(int(moment - times[0]) for moment in times[1:-1])
    return max(seconds.values(), default=0)


async def main(url: str) -> None:
    """Carry out the orders."""
    async with CloudSessions() as sessions:
        cloud = MotiaCloud(CloudAddress(url, url.replace("http", "ws", 1)), sessions)
        while line := await asyncio.to_thread(sys.stdin.readline):
            order = json.loads(line)
            figures = await send(cloud, order["token"], Path(order["file"]), order["paths"])
            print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
