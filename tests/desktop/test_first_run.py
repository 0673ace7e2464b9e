"""From nothing to a deployed sample, counted in clicks; and a daemon of another version, replaced when it is idle."""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from living import running
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QPushButton

from motia_desktop import __version__
from motia_desktop.stores.connection import Link
from motiad.client import find
from motiad.paths import Paths

pytestmark = pytest.mark.qt
Until = Callable[..., Awaitable[None]]
PREPARED = Path(__file__).parents[2] / ".work" / "sample"

OLD_DAEMON = """
import sys
import motiad
motiad.__version__ = "0.0.1"
sys.argv = ["motiad", "--base-dir", sys.argv[1], "serve", "--port", "0", "--cloud", "local"]
from motiad.cli.main import main
main()
"""


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
        await until(lambda: window.pages.currentWidget() is window.welcome, 30)
        button = next(
            button for button in window.welcome.findChildren(QPushButton) if "sample" in button.text().lower()
        )
        await until(button.isEnabled)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        await until(lambda: any(item.status == "completed" for item in desktop.store.newest_first()), 90)
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


@pytest.fixture
async def old_daemon(base: Path) -> AsyncIterator[subprocess.Popen[bytes]]:
    base.mkdir(exist_ok=True)
    child = subprocess.Popen([sys.executable, "-c", OLD_DAEMON, str(base)], stderr=subprocess.PIPE)
    async with asyncio.timeout(20):
        while await find(Paths.under(base)) is None:
            assert child.poll() is None, child.stderr.read() if child.stderr else ""
            await asyncio.sleep(0.05)
    yield child
    if child.poll() is None:
        child.terminate()
    child.communicate(timeout=20)


async def test_another_versions_daemon_is_said_and_restarted_on_demand(
    base: Path,
    old_daemon: subprocess.Popen[bytes],
    until: Until,
) -> None:
    async with running(base) as desktop:
        window = desktop.window
        await until(lambda: desktop.connection.link is Link.OUTDATED, 30)
        assert window.pages.currentWidget() is window.state_page
        assert "motiad 0.0.1 runs here" in window.state_page.text.text()
        assert desktop.actions.renew.isEnabled()
        assert not desktop.actions.new.isEnabled()
        assert old_daemon.poll() is None
        window.state_page.buttons[desktop.actions.renew].click()
        await until(lambda: desktop.connection.online, 40)
        info = await find(Paths.under(base))
        assert info is not None
        assert info.version == __version__
        assert old_daemon.wait(10) == 0
