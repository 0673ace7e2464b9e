"""What an idle motiad costs, beside a bare aiohttp server.

    .venv/bin/python tests/benchmarks/daemon.py [--repeat 7] [--idle 20]

Prints how long it takes until motiad answers, against the time Python needs to import aiohttp; its resident memory,
against a bare aiohttp server that has imported the same modules of others (and one that has imported aiohttp alone);
and the processor time of both while nothing happens. Ends with 1 when a goal is missed: ready within 2 times the
import, at most 1.3 times the memory, no measurable processor time.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

READY_GOAL, MEMORY_GOAL = 2.0, 1.3
MODULES = """
import asyncio, os, pathlib, sys, tempfile
from motiad import app, config
from motiad.cli import serve
from motiad.paths import Paths

async def main():
    with tempfile.TemporaryDirectory() as folder:
        paths = Paths.under(pathlib.Path(folder))
        daemon = app.Daemon(paths, config.load(paths, {"port": 0}), dict(os.environ))
        await daemon.start()
        await daemon.notices()
        print(*(name for name in sys.modules if name.partition(".")[0] not in ("motiad", "__main__")))
        daemon.request_shutdown()
        await daemon.run_until_shutdown()

asyncio.run(main())
"""
BARE = """
import asyncio, contextlib, importlib, sys
from aiohttp import web
for name in sys.argv[2:]:
    with contextlib.suppress(Exception):
        importlib.import_module(name)

async def health(request):
    return web.json_response({"status": "ok"})

async def main():
    app = web.Application()
    app.router.add_get("/health", health)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(sys.argv[1])).start()
    await asyncio.Event().wait()

asyncio.run(main())
"""


@dataclass(frozen=True)
class Idle:
    """What a server takes while nothing happens."""

    memory: float
    """Resident, in MB."""
    processor: float
    """Milliseconds in the time it was watched; the kernel counts in steps of 10."""


def imported(repeat: int) -> list[float]:
    """Return how many seconds Python takes to start and import aiohttp, each time."""
    return [_timed([sys.executable, "-c", "import aiohttp"]) for _ in range(repeat)]


def ready(repeat: int) -> list[float]:
    """Return how many seconds motiad takes from its start until it answers, each time."""
    times = []
    for _ in range(repeat):
        with tempfile.TemporaryDirectory() as folder, _serving(Path(folder)) as (_, seconds):
            times.append(seconds)
    return times


def idle_motiad(seconds: float) -> Idle:
    """Return what motiad takes while it is idle."""
    with tempfile.TemporaryDirectory() as folder, _serving(Path(folder)) as (pid, _):
        return _watch(pid, seconds)


def idle_bare(seconds: float, modules: Sequence[str]) -> Idle:
    """Return what a bare aiohttp server takes that has imported `modules`."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with _child([sys.executable, "-c", BARE, str(port), *modules]) as child:
        _wait_for(port)
        return _watch(child.pid, seconds)


def modules() -> list[str]:
    """Return the modules of others that an idle motiad has imported."""
    ended = subprocess.run([sys.executable, "-c", MODULES], capture_output=True, text=True, timeout=60, check=True)
    return ended.stdout.split()


@contextmanager
def _serving(folder: Path) -> Iterator[tuple[int, float]]:
    """Run motiad until the block ends; yields its process and the seconds until it answered."""
    began = time.perf_counter()
    with _child([sys.executable, "-m", "motiad", "--base-dir", str(folder), "serve", "--port", "0"]) as child:
        file = folder / "run" / "daemon.json"
        while not file.exists():
            if child.poll() is not None or time.perf_counter() - began > 60:
                raise RuntimeError("motiad did not start")
            time.sleep(0.001)
        _wait_for(int(json.loads(file.read_text())["url"].rpartition(":")[2]))
        yield child.pid, time.perf_counter() - began


@contextmanager
def _child(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield child
    finally:
        child.terminate()
        child.wait(30)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _watch(pid: int, seconds: float) -> Idle:
    time.sleep(2)  # what a start leaves to do
    before = _processor(pid)
    time.sleep(seconds)
    status = Path(f"/proc/{pid}/status").read_text()
    return Idle(int(status.partition("VmRSS:")[2].split()[0]) / 1024, _processor(pid) - before)


def _processor(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def _timed(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, timeout=60)
    return time.perf_counter() - began


def main() -> int:
    """Run what the arguments ask for; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--idle", type=float, default=20, metavar="SECONDS")
    options = parser.parse_args()
    for warm_up in (imported, ready):  # from the disk into memory
        warm_up(1)
    importing, starting = statistics.median(imported(options.repeat)), statistics.median(ready(options.repeat))
    names = modules()
    ours = idle_motiad(options.idle)
    same, bare = idle_bare(options.idle, names), idle_bare(1, [])
    rows = (
        ("ready, against importing aiohttp", starting, importing, "s", 3, READY_GOAL),
        (f"resident, the same {len(names)} modules", ours.memory, same.memory, "MB", 1, MEMORY_GOAL),
        ("resident, aiohttp alone", ours.memory, bare.memory, "MB", 1, None),
        (f"processor in {options.idle:g} s idle", ours.processor, same.processor, "ms", 0, 0),
    )
    print(f"{'':34}{'motiad':>10}{'bare':>10}{'ratio':>8}  goal")
    for what, motiad, aiohttp, unit, digits, goal in rows:
        ratio = f"{motiad / aiohttp:8.2f}" if aiohttp else f"{'-':>8}"
        figures = f"{motiad:7.{digits}f} {unit:2}{aiohttp:7.{digits}f} {unit:2}{ratio}"
        print(f"{what:34}{figures}  {'' if goal is None else goal}")
    met = starting <= READY_GOAL * importing and ours.memory <= MEMORY_GOAL * same.memory and not ours.processor
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
