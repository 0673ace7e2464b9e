"""What the window costs: to start, to keep up, to stand idle and to scroll a log of a million lines.

    .venv/bin/python tests/benchmarks/window.py [--lines 1000000] [--seconds 8] [--starts 7] [--steps 1000]

Anyone can run it: under a display where there is one, offscreen otherwise; nothing of the user's is read or written.
Cold starts are new processes, ours and an empty PySide6 window that imports the same three libraries, in turn; medians.
Prints a line a figure with its goal, then all of them as JSON. The machine should have nothing else to do.
"""

import argparse
import asyncio
import gc
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_API"] = "pyside6"
HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "desktop" / "support"))

import long_log  # noqa: E402
import qasync  # noqa: E402
from PySide6.QtCore import QSettings, Qt, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from motia_desktop.app import Desktop  # noqa: E402
from motia_desktop.options import Options  # noqa: E402
from motia_desktop.saved_keys import SavedKeys  # noqa: E402
from motia_desktop.theme.theme import Theme  # noqa: E402
from motiad.client import DeploymentStream, launch  # noqa: E402
from motiad.cloud import CloudSessions  # noqa: E402
from motiad.paths import Paths  # noqa: E402

TICK = 0.005
"""Seconds between two looks at the clock: whatever comes later than it should was kept waiting."""
GOALS = {
    "start_ratio": ("cold start to first paint, times an empty window", 1.3),
    "usable_s": ("usable, daemon running (s)", 1.5),
    "usable_cold_s": ("usable, daemon started as well (s)", None),
    "updates_p99_ms": ("50 updates/s: the loop's delay at p99 (ms)", 16.0),
    "updates_core_percent": ("50 updates/s: of a core (%)", 40.0),
    "idle_core_percent": ("idle: of a core (%)", 0.5),
    "scroll_p99_ms": ("scrolling the log: a frame at p99 (ms)", 16.7),
    "scroll_wrapped_p99_ms": ("the same, lines wrapped (ms)", 16.7),
    "log_memory_mb": ("memory the log took (MB)", 60.0),
    "find_s": ("find through the whole log (s)", None),
    "find_p99_ms": ("meanwhile the loop's delay at p99 (ms)", 16.0),
}


def percentile(values: list[float], part: float = 0.99) -> float:
    """Return a percentile in milliseconds."""
    return round(sorted(values)[int(len(values) * part)] * 1000, 1) if values else 0.0


def memory() -> float:
    """Return what this process occupies, in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


class Delays:
    """How late the event loop is, all the time."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._due = 0.0
        self._timer = QTimer(interval=round(TICK * 1000), timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def _tick(self) -> None:
        now = time.perf_counter()
        self.late.append(max(now - self._due, 0.0))
        self._due = now + TICK

    async def during(self, work: Awaitable[object]) -> list[float]:
        """Measure while something is done."""
        self.late, self._due = [], time.perf_counter() + TICK
        self._timer.start()
        try:
            await work
        finally:
            self._timer.stop()
        return self.late


async def until(condition: Callable[[], object], seconds: float = 120.0) -> None:
    """Wait for something."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


def starts(base: Path, count: int) -> dict[str, float]:
    """Start both kinds of window in turn, each in a process of its own."""

    def start(*arguments: str) -> list[float]:
        began = time.monotonic()
        child = subprocess.Popen(
            [sys.executable, str(HERE / "window_starts.py"), *arguments], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        times = [float(child.stdout.readline()) - began for _ in range(1 if arguments[0] == "empty" else 2)]
        if arguments[0] != "empty":
            child.send_signal(signal.SIGTERM)
        child.communicate(timeout=20)
        return times

    cold = start("ours", str(base))[1]
    start("empty")
    empty, ours = [], []
    for _ in range(count):
        empty.append(start("empty"))
        ours.append(start("ours", str(base)))
    first, bare = (statistics.median(times[0] for times in both) for both in (ours, empty))
    return {
        "empty_s": round(bare, 3),
        "first_paint_s": round(first, 3),
        "start_ratio": round(first / bare, 2),
        "usable_s": round(statistics.median(times[1] for times in ours), 3),
        "usable_cold_s": round(cold, 3),
    }


async def busy(desktop: Desktop, delays: Delays, seconds: float, steps: int) -> dict[str, float]:
    """Follow a deployment of many steps over the real stream."""
    command = [sys.executable, str(HERE / "steps_server.py"), str(steps), "50"]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None and child.stdin is not None
    port = json.loads(await asyncio.to_thread(child.stdout.readline))["port"]
    came = 0

    async def follow() -> None:
        nonlocal came
        async with DeploymentStream(f"ws://127.0.0.1:{port}/") as stream:
            async for data in stream.watch_all():
                desktop.store.put(data)
                if desktop.window.current != data.id:
                    desktop.window.show_deployment(data.id)
                came += 1

    following = asyncio.ensure_future(follow())
    await until(lambda: came > 20)
    before, began, counted = time.process_time(), time.perf_counter(), came
    late = await delays.during(asyncio.sleep(seconds))
    took, processor, came_now = time.perf_counter() - began, time.process_time() - before, came
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)
    await asyncio.to_thread(child.communicate, "\n")
    return {
        "updates_per_s": round((came_now - counted) / took, 1),
        "updates_p99_ms": percentile(late),
        "updates_core_percent": round(100 * processor / took, 1),
    }


async def idle(seconds: float) -> dict[str, float]:
    """Do nothing."""
    await asyncio.sleep(1.5)
    before, began = time.process_time(), time.perf_counter()
    await asyncio.sleep(seconds)
    return {"idle_core_percent": round(100 * (time.process_time() - before) / (time.perf_counter() - began), 2)}


async def scroll(desktop: Desktop, seconds: float) -> list[float]:
    """Scroll to and fro, a step a frame as a wheel, a drag and a fling do; returns how long each frame took."""
    view, frames, ends = desktop.window.page.logs.view, [], time.perf_counter() + seconds
    bar, number = view.verticalScrollBar(), 0
    while time.perf_counter() < ends:
        began = time.perf_counter()
        number += 1
        if number % 60 == 0:
            bar.setValue(bar.maximum() * (number * 7919 % 1000) // 1000)
        else:
            view.scroll_by((53, -17, 400, -1200)[number // 60 % 4])
        view.viewport().repaint()
        frames.append(time.perf_counter() - began)
        await asyncio.sleep(0.002)
    return frames


async def long(desktop: Desktop, delays: Delays, seconds: float, lines: int) -> dict[str, float]:
    """Open the log of a million lines, scroll it, and look for something in it."""
    panel, before = desktop.window.page.logs, memory()
    desktop.window.show_deployment(long_log.ID)
    await until(lambda: len(panel.lines) >= lines)
    panel.view.set_wrapped(False)
    plain = await scroll(desktop, seconds)
    panel.view.set_wrapped(True)
    wrapped = await scroll(desktop, seconds)
    grown, began, search = memory() - before, time.perf_counter(), panel.lines.search

    async def find() -> None:
        search.look_for(r"found 96\b", regex=True)
        await until(lambda: not search.working, 300)

    late = await delays.during(find())
    return {
        "log_lines": len(panel.lines),
        "lines_in_memory": panel.lines.in_memory,
        "scroll_p99_ms": percentile(plain),
        "scroll_wrapped_p99_ms": percentile(wrapped),
        "log_memory_mb": round(grown, 1),
        "find_s": round(time.perf_counter() - began, 1),
        "finds": len(search),
        "find_p99_ms": percentile(late),
    }


async def measured(base: Path, options: argparse.Namespace) -> dict[str, float]:
    """Measure one window, the whole of it."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme, keys, ended, delays = Theme(app), SavedKeys(), asyncio.Event(), Delays()
    theme.apply("light")
    settings = QSettings(str(base / "window.ini"), QSettings.Format.IniFormat)
    figures: dict[str, float] = {}
    async with CloudSessions() as sessions:
        desktop = Desktop(Options(Paths.under(base)), theme, settings, sessions, keys)
        gc.freeze()  # as `app.live` does
        life = asyncio.ensure_future(desktop.live(ended))
        await until(lambda: desktop.connection.online and len(desktop.store))
        figures |= await idle(options.seconds)
        figures |= await long(desktop, delays, options.seconds, options.lines)
        figures |= await busy(desktop, delays, options.seconds, options.steps)
        desktop.window.close()
        await life
        await keys.close()
    return figures


async def whole(base: Path, options: argparse.Namespace) -> dict[str, float]:
    """Write the log, start a daemon on it and measure everything."""
    paths = Paths.under(base)
    await long_log.write(paths, options.lines)
    figures = await asyncio.to_thread(starts, base, options.starts)
    info = await launch(paths)
    try:
        return figures | await measured(base, options)
    finally:
        os.kill(info.pid, signal.SIGTERM)


def main() -> None:
    """Measure, and print what came out beside what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--starts", type=int, default=7)
    parser.add_argument("--steps", type=int, default=1000)
    options = parser.parse_args()
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    loop = qasync.QEventLoop(app)
    with tempfile.TemporaryDirectory() as folder, loop:
        figures = loop.run_until_complete(whole(Path(folder), options))
    for name, (words, goal) in GOALS.items():
        met = "" if goal is None else "met" if figures[name] <= goal else "MISSED"
        print(f"{words:<50} {figures[name]:>9} {'' if goal is None else f'<= {goal:g}':>9} {met}")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
