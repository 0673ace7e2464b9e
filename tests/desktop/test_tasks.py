"""What fails for a passing reason can be tried again from where it is said."""

import asyncio
import gc
import warnings
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from motia_desktop.actions import Actions
from motia_desktop.stores.connection import Connection
from motia_desktop.stores.deployments import DeploymentStore
from motia_desktop.stores.flows import FlowStore
from motia_desktop.tasks import Tasks
from motia_desktop.views.window import MainWindow
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError

pytestmark = pytest.mark.qt


@pytest.fixture
def window(qtbot) -> MainWindow:
    window = MainWindow(Actions(), DeploymentStore(), Connection(), FlowStore())
    qtbot.addWidget(window)
    window.show()
    return window


async def test_a_passing_failure_is_tried_again_with_one_click(window: MainWindow, qtbot, until: Callable) -> None:
    tasks, turns = Tasks(window.show_error, window.show_error), []

    async def work() -> None:
        turns.append(len(turns))
        if len(turns) < 3:
            raise MotiadError(ErrorCode.CLOUD_UNREACHABLE, "The cloud does not answer.")

    tasks.attempt(work)
    for turn in (1, 2):
        await until(window.error_banner.isVisible)
        assert "(CLOUD_UNREACHABLE)" in window.error_banner.text.text()
        button = window.error_banner.button
        assert button is not None
        assert button.isVisible()
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        await until(lambda turn=turn: len(turns) == turn + 1)
    await asyncio.sleep(0.05)
    assert not window.error_banner.isVisible()
    await tasks.close()


async def test_what_will_fail_again_offers_no_retry(window: MainWindow, until: Callable) -> None:
    tasks = Tasks(window.show_error, window.show_error)

    async def work() -> None:
        raise MotiadError(ErrorCode.NOT_CANCELLABLE, "The cloud is at work.")

    tasks.attempt(work)
    await until(window.error_banner.isVisible)
    assert window.error_banner.button is not None
    assert not window.error_banner.button.isVisible()
    assert "(NOT_CANCELLABLE)" in window.error_banner.text.text()
    await tasks.close()


async def test_the_end_leaves_nothing_behind() -> None:
    """Neither what has not begun yet, nor what others start because they are ended."""
    tasks, before, said = Tasks(lambda error: tasks.start(tell(error))), asyncio.all_tasks(), []

    async def tell(error: MotiadError) -> None:
        said.append(error)

    async def waits() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            raise MotiadError(ErrorCode.DAEMON_UNAVAILABLE, "The daemon is gone.")

    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        tasks.start(waits())
        await asyncio.sleep(0)
        tasks.start(waits())
        await tasks.close()
        tasks.start(waits())
        assert asyncio.all_tasks() == before
        gc.collect()
    assert [str(warning.message) for warning in warned] == []
    assert said == []
