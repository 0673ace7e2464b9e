"""From nothing to a deployed sample, counted in clicks; then Motia Cloud."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from living import running
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QPushButton

from motiad.paths import Paths

pytestmark = pytest.mark.qt
Until = Callable[..., Awaitable[None]]
PREPARED = Path(__file__).parents[3] / ".work" / "sample"


class Clicks(QObject):
    """Counts what a person does with the mouse."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        if isinstance(watched, QPushButton) and event.type() == QEvent.Type.MouseButtonPress:
            self.count += 1
        return False


@pytest.fixture
def clicks(qapp: QApplication) -> Iterator[Clicks]:
    counter = Clicks()
    qapp.installEventFilter(counter)
    yield counter
    qapp.removeEventFilter(counter)


@pytest.mark.node
async def test_a_deployed_sample_is_three_clicks_away_at_most(
    base: Path,
    clicks: Clicks,
    until: Until,
    qtbot,
) -> None:
    if not (PREPARED / "node_modules").is_dir():
        pytest.skip("the sample is not prepared")
    sample = Paths.under(base).cache / "sample"
    await asyncio.to_thread(shutil.copytree, PREPARED, sample, symlinks=True)
    async with running(base) as desktop:
        window = desktop.window
        await until(lambda: window.pages.currentWidget() is window.welcome)
        button = next(
            button for button in window.welcome.findChildren(QPushButton) if "sample" in button.text().lower()
        )
        await until(button.isEnabled)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        await until(lambda: any(item.terminal for item in desktop.store.newest_first()), 90)
        ended = desktop.store.newest_first()[0]
        assert ended.status == "completed", f"{ended.error}\n{ended.build_logs}"
        assert 1 <= clicks.count <= 3
        assert window.pages.currentWidget() is window.page
        await until(window.hint_banner.isVisible)  # and then: how to connect to Motia Cloud
        offered = window.hint_banner.button
        assert offered is not None
        qtbot.mouseClick(offered, Qt.MouseButton.LeftButton)
        settings = desktop.house.dialog
        assert settings is not None
        qtbot.keyClicks(settings.key, "a-key-of-mine")
        qtbot.mouseClick(settings.key_button, Qt.MouseButton.LeftButton)
        await until(lambda: settings.key.placeholderText() == "Saved")
        assert await desktop.house._keys.get("motia") == "a-key-of-mine"
        assert desktop.preferences.cloud == "motia"
        settings.accept()
