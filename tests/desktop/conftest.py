"""The window's tests: Qt without a screen, async tests on the Qt loop."""

import asyncio
import gc
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_API"] = "pyside6"
sys.path.insert(0, str(Path(__file__).parent / "support"))

import living
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, SignalInstance
from PySide6.QtWidgets import QApplication

from motia_desktop.language import speak
from motiad.paths import Paths

import qasync  # isort: skip - it chooses its binding by what is imported


def _qt_loop() -> asyncio.AbstractEventLoop:
    app = QApplication.instance() or QApplication([])
    app.setQuitOnLastWindowClosed(False)
    return qasync.QEventLoop(app)


def pytest_asyncio_loop_factories(config: pytest.Config, item: pytest.Item) -> dict[str, Any]:
    return {"qt": _qt_loop}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:  # said by the offscreen platform for every dialog
        item.add_marker(pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True))


@pytest.fixture(scope="package", autouse=True)
def collected_here() -> Iterator[None]:
    """As in the window (`motia_desktop/garbage.py`): no other thread ends what belongs to Qt."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def in_english(qapp: QApplication) -> None:
    """As every program of ours does: without it, texts with a number know no singular."""
    speak(qapp, ["en"])


@pytest.fixture(autouse=True)
def no_leftovers() -> Iterator[None]:
    """Widgets of one test are gone before the next: a style sheet visits every one there is."""
    yield
    if QApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    counts, thresholds = gc.get_count(), gc.get_threshold()
    gc.collect(2 if counts[2] > thresholds[2] else 1)


@pytest.fixture
def qt_signal() -> Callable[..., Awaitable[Any]]:
    """`await qt_signal(object.signal)`: waits without a nested loop, which stock qasync cannot bear."""

    async def wait(signal: SignalInstance, seconds: float = 60.0) -> Any:
        came = asyncio.get_running_loop().create_future()

        def take(*values: Any) -> None:
            if not came.done():
                came.set_result(values[0] if len(values) == 1 else values)

        signal.connect(take)
        try:
            return await asyncio.wait_for(came, seconds)
        finally:
            signal.disconnect(take)

    return wait


async def until(condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait for something that has no signal."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.fixture(name="until")
def _until() -> Callable[..., Awaitable[None]]:
    return until


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "hello-desk"
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "hello_step.py").write_text(living.STEP)
    (folder / "package.json").write_text('{"name": "hello-desk", "version": "1.0.0"}')
    return folder


@pytest.fixture
async def base(tmp_path: Path) -> AsyncIterator[Path]:
    os.environ["MOTIAD_PORT"] = "0"  # whoever has port 3000 on this machine is not disturbed, nor mistaken for ours
    yield tmp_path / "base"
    await living.end_daemon(Paths.under(tmp_path / "base"))
