"""What the picture of the flow costs: to open, to pan, to zoom and to light.

    .venv/bin/python tests/benchmarks/flow.py [--steps 200] [--frames 120]

Offscreen, every frame paints the whole view, as a screen without tricks would; the goal is 16.7 ms, 60 frames a second.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_API"] = "pyside6"
sys.path.insert(0, str(Path(__file__).parents[1] / "desktop" / "support"))

import flows
from PySide6.QtWidgets import QApplication

from motia_desktop.actions import Actions
from motia_desktop.theme.theme import Theme
from motia_desktop.views.steps_card import StepsCard


def times(work: Callable[[int], object], count: int) -> list[float]:
    """Return the milliseconds of each call, sorted."""
    found = []
    for number in range(count):
        begun = time.perf_counter()
        work(number)
        found.append((time.perf_counter() - begun) * 1000)
    return sorted(found)


def tell(what: str, found: list[float]) -> None:
    """Print the median and the 99th percentile."""
    print(f"{what:<42} median {found[len(found) // 2]:6.1f} ms   p99 {found[round(len(found) * 0.99) - 1]:6.1f} ms")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What the picture of the flow costs.")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--frames", type=int, default=120)
    asked = parser.parse_args()
    app = QApplication(sys.argv[:1])
    Theme(app).apply("light")
    flow = flows.busy_flow(asked.steps)
    states = [flows.busy(asked.steps, asked.steps, uploaded) for uploaded in range(asked.frames)]
    actions = Actions()
    card = StepsCard(actions.steps)
    card.resize(1180, 700)
    card.show()
    card.show_deployment(states[0], flow)
    app.processEvents()
    view = card.flow.view

    def open_it(_: int) -> None:
        card.tabs.setCurrentIndex(1)
        app.processEvents()

    def pan(number: int) -> None:
        step = 7 if number % 40 < 20 else -7
        for bar in (view.horizontalScrollBar(), view.verticalScrollBar()):
            bar.setValue(bar.value() + step)
        view.viewport().repaint()

    def zoom(number: int) -> None:
        (view.zoom_in if number % 28 < 14 else view.zoom_out)()
        view.viewport().repaint()

    def light(number: int) -> None:
        card.show_deployment(states[number], flow)
        app.processEvents()

    tell(f"open {asked.steps} steps", times(open_it, 1))
    for scale in (0.15, 0.4, 1.0):
        view.fit()
        while view.zoom < scale:
            view.zoom_in()
        tell(f"a frame while panning at {view.zoom:.2f}", times(pan, asked.frames))
    view.fit()
    tell("a frame while zooming", times(zoom, asked.frames))
    view.fit()
    tell("one step changes: table, picture, paint", times(light, asked.frames))


if __name__ == "__main__":
    main()
