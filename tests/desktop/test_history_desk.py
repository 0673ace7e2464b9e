"""The page of all deployments against a real daemon with thousands of them."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from living import running

from motia_desktop.models.history_table import HistoryColumn
from motia_desktop.views.comparison import ComparisonDialog
from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import BuildOutput, DeploymentData, Metadata, PhaseTimes, UploadOutput
from motiad.deployments.events import Requested
from motiad.deployments.ports import Deployment
from motiad.paths import Paths
from motiad.store import SqliteStore

pytestmark = pytest.mark.qt
Until = Callable[..., Awaitable[None]]
COUNT = 1200
NOW = time.time_ns() // 1_000_000


def _past(number: int) -> Deployment:
    began = NOW - (COUNT - number) * 60_000
    failed = number % 10 == 0
    steps = tuple(f"src/{letter}.step.ts" for letter in "abcd"[: 2 + number % 3])
    data = DeploymentData(
        id=f"past-{number:04}",
        status="failed" if failed else "completed",
        phase="build" if failed else None,
        progress=100,
        message="ended",
        error="No room on the disk" if failed else None,
        error_code=ErrorCode.STORAGE_FULL if failed else None,
        project=("shop", "blog")[number % 2],
        version=f"v{number}",
        started_at=began,
        completed_at=began + 9000,
        metadata=Metadata(environment=("production", "staging")[number // 2 % 2], total_steps=len(steps)),
        phases={"build": PhaseTimes(started_at=began, completed_at=began + 4000 + number)},
        build=tuple(
            BuildOutput(package_path=path, language="node", type="api", status="built", size=900) for path in steps
        ),
        upload=tuple(
            UploadOutput(
                package_path=f"node/{path[:-3]}.zip", language="node", type="api", status="uploaded", size=1000 + number
            )
            for path in steps
        ),
    )
    return Deployment(data, Path("/shop"), "motia", "mark", env_names=("KEY", f"ONLY_{number}"))


@pytest.fixture
async def past(base: Path) -> AsyncIterator[Path]:
    paths = Paths.under(base)
    paths.state.mkdir(parents=True)
    (base / "config.toml").write_text("keep_deployments = 10000\n")
    store = await SqliteStore.open(paths.store_file)
    for number in range(COUNT):
        await store.create(_past(number), [(NOW, Requested())])
    await store.close()
    yield base


async def test_all_of_it_is_found_paged_compared_and_drawn(past: Path, until: Until) -> None:
    async with running(past) as desktop:
        window, page = desktop.window, desktop.window.overview
        window.resize(1500, 900)
        await until(lambda: desktop.connection.online and len(desktop.store) >= 100)
        desktop.actions.history.trigger()
        assert window.pages.currentWidget() is page
        await until(lambda: page.model.rowCount() == 101)
        assert page.counts.text().startswith("100 shown, more below")
        scroll = page.table.verticalScrollBar()
        while desktop.window.records.next is not None:
            before = page.model.rowCount()

            def longer(before: int = before) -> bool:
                scroll.setValue(scroll.maximum())  # each time: the table takes note of new rows when it is idle
                return page.model.rowCount() > before

            await until(longer)
        assert page.counts.text().startswith(f"{COUNT} shown")
        ids = [data.id for row in range(page.model.rowCount()) if (data := page.model.deployment(row))]
        assert ids == [f"past-{number:04}" for number in reversed(range(COUNT))]

        page.search.setText("room on")
        page.project.setCurrentIndex(page.project.findData("shop"))
        await until(lambda: page.model.rowCount() == 101 and page.counts.text().startswith("100 shown"))
        page.environment.setCurrentIndex(page.environment.findData("staging"))
        page.standing.setCurrentIndex(page.standing.findData("failed"))
        await until(lambda: page.counts.text().startswith("60 shown"))
        page.search.clear()
        page.standing.setCurrentIndex(0)
        page.environment.setCurrentIndex(0)
        await until(lambda: page.counts.text().startswith("100 shown, more below"))

        assert page.model.index(1, HistoryColumn.SIZE).data() == "6.6 KB"  # 3 bundles of 1000 + 1198 bytes
        page.table.selectRow(1)
        assert not page.compare_button.isEnabled()
        opened: list[ComparisonDialog] = []
        desktop.desk.compared.connect(opened.append)
        page.compare_wanted.emit("past-1198", "past-1196")
        await until(lambda: bool(opened))
        rows = {row.what: row for row in opened[0]._rows}
        assert rows["src/d.step.ts"].kind == "removed"
        assert (rows["ONLY_1196"].kind, rows["ONLY_1198"].kind, rows["KEY"].kind) == ("removed", "added", "same")
        opened[0].accept()

        page.tabs.setCurrentIndex(1)
        await until(lambda: "200 deployments" in page.trends.build.accessibleDescription())
        assert "the last 5.2 s" in page.trends.build.accessibleDescription()
        assert "the last 6.6 KB" in page.trends.bundles.accessibleDescription()

        page.trends.chosen.emit("past-0002")  # not among those the window loaded at its start
        await until(lambda: window.current == "past-0002")
        assert window.pages.currentWidget() is window.page
