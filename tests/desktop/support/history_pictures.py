"""The page of all deployments in its states: full, SMALL, empty, trends; and a comparison."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import states
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget

from motia_desktop.actions import Actions
from motia_desktop.models.comparison import Side
from motia_desktop.preferences import Preferences
from motia_desktop.stores.history import HistoryFilter
from motia_desktop.views.about import AboutDialog
from motia_desktop.views.comparison import ComparisonDialog
from motia_desktop.views.settings import SettingsDialog
from motia_desktop.views.window import MainWindow
from motiad.contract.deployment import DeploymentData, Metadata, PhaseTimes
from motiad.contract.http import DeploymentOrigin

HOUR = 3_600_000
LARGE = QSize(1180, 780)
SMALL = QSize(720, 480)


def many(count: int) -> list[DeploymentData]:
    """Deployments of a few projects over some weeks, without their rows, the newest first."""
    dice = random.Random(7)
    found = []
    for number in range(count):
        began = states.NOW - (number + 1) * 5 * HOUR
        took = 6000 + 30 * number + dice.randrange(2500)
        build = PhaseTimes(started_at=began, completed_at=began + took)
        whole = states.completed() if number % 7 else states.failed()
        found.append(
            whole.model_copy(
                update={
                    "id": f"dep-{number:05}",
                    "project": ("order-desk", "order-desk", "newsletter")[number % 3],
                    "version": f"{dice.randrange(16**7):07x}",
                    "started_at": began,
                    "completed_at": began + took + 5200,
                    "build": (),
                    "upload": (),
                    "phases": {"build": build},
                    "metadata": Metadata(
                        environment=("production", "staging")[number % 2],
                        total_steps=9,
                        bundle_bytes=6_400_000 - 12_000 * (number % 300) + dice.randrange(300_000),
                    ),
                }
            )
        )
    return found


def compared() -> ComparisonDialog:
    """A newer deployment with a step more, one less, and another variable."""
    after = states.completed(id="dep-new")
    kept = [row.model_copy(update={"size": (row.size or 0) * 9 // 10}) for row in after.build[:3]]
    gone = after.build[8].model_copy(update={"package_path": "src/shipping/old_rates_step.py"})
    before = states.completed(
        id="dep-old",
        version="b7720d1",
        started_at=states.NOW - 26 * HOUR,
        completed_at=states.NOW - 26 * HOUR + 19_000,
        build=(*kept, *after.build[3:8], gone),
        upload=(),
    )
    old = DeploymentOrigin(deployment_id="a", path="/home/me/order-desk", cloud="motia", env_names=("KEY", "OLD"))
    new = old.model_copy(update={"env_names": ("KEY", "STRIPE_KEY")})
    return ComparisonDialog(Side(after, new), Side(before, old))


def designed(
    window: Callable[..., MainWindow], actions: Actions
) -> Iterator[tuple[str, QSize | None, Callable[[], QWidget]]]:
    """Yield the name, size and maker of each state."""

    def page(*, found: bool = True, trends: bool = False) -> MainWindow:
        shown = window(actions, states.building())
        overview, listed = shown.overview, many(60)
        shown.show_all()
        shown.records.first(listed if found else (), "60" if found else None)
        if not found:
            overview.search.setText("no such deployment")
            shown.records.begin(HistoryFilter(search="no such deployment"))
        if trends:
            overview.project.setCurrentIndex(overview.project.findData("order-desk"))
            overview.tabs.setCurrentIndex(1)
            mine = [data for data in listed if data.project == "order-desk" and data.status == "completed"]
            overview.trends.show_deployments("order-desk", mine)
            overview.trends.build.look_at(20)
        QApplication.processEvents()
        return shown

    yield "history", LARGE, page
    yield "history-small", SMALL, page
    yield "history-empty", LARGE, lambda: page(found=False)
    yield "history-trends", LARGE, lambda: page(trends=True)
    yield "history-trends-small", SMALL, lambda: page(trends=True)
    yield "compare", None, compared


def house(folder: Path) -> Iterator[tuple[str, QSize | None, Callable[[], QWidget]]]:
    """Yield the settings and the about box."""

    def settings() -> SettingsDialog:
        dialog = SettingsDialog(Preferences(folder / ".preferences"), "system")
        dialog.show_key(False, lasting=True)
        dialog.show_daemon("Version 0.1.0, at http://localhost:3000\nConfiguration: config.toml", restartable=True)
        return dialog

    def about() -> AboutDialog:
        return AboutDialog([("Motia Desktop", "0.1.0"), ("motiad       ", "0.1.0"), ("Qt / PySide6 ", "6.11.0")])

    yield "settings", None, settings
    yield "about", None, about
