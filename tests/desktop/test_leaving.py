import asyncio
from collections.abc import AsyncIterator

import pytest
import states
from aiohttp import web
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from motia_desktop.app import Desktop
from motia_desktop.leaving import Leaving
from motia_desktop.options import Options
from motia_desktop.saved_keys import SavedKeys
from motia_desktop.stores.connection import Connection, Link
from motia_desktop.stores.deployments import DeploymentStore
from motia_desktop.tasks import Tasks
from motia_desktop.theme.theme import Theme
from motiad.client import DaemonClient
from motiad.cloud import CloudSessions
from motiad.contract.codes import ErrorCode
from motiad.contract.http import ErrorResponse
from motiad.errors import MotiadError
from motiad.paths import Paths

pytestmark = pytest.mark.qt


class Desk:
    """What a person sees of leaving, with a daemon that notes what is cancelled."""

    def __init__(self, client: DaemonClient) -> None:
        self.store, self.connection = DeploymentStore(), Connection()
        self.connection.become(Link.ONLINE, client=client)
        self.errors: list[MotiadError] = []
        self.tasks = Tasks(self.errors.append)
        self.parent = QWidget()
        self.leaving = Leaving(self.store, self.connection, self.tasks, self.parent)
        self.left: list[bool] = []
        self.leaving.decided.connect(lambda: self.left.append(True))


def _refusal(code: ErrorCode, error: str, status: int) -> web.Response:
    return web.json_response(ErrorResponse(error=error, code=code).wire(), status=status)


@pytest.fixture
def cancelled() -> list[str]:
    return []


@pytest.fixture
async def desk(cancelled: list[str], aiohttp_server) -> AsyncIterator[Desk]:
    async def cancel(request: web.Request) -> web.Response:
        cancelled.append(request.path)
        if "late" in request.path:
            return _refusal(ErrorCode.NOT_CANCELLABLE, "The cloud is at work.", 409)
        if "broken" in request.path:
            return _refusal(ErrorCode.INTERNAL, "Something broke.", 500)
        return web.json_response({"success": True})

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", cancel)
    server = await aiohttp_server(app)
    async with DaemonClient(str(server.make_url("/")).rstrip("/"), "token") as client:
        desk = Desk(client)
        yield desk
        await desk.tasks.close()
        desk.parent.deleteLater()


def _running(deployment_id: str):
    return states.uploading().model_copy(update={"id": deployment_id})


async def test_nothing_runs_nothing_is_asked(desk: Desk) -> None:
    desk.store.put(states.completed())
    desk.leaving.ask()
    assert desk.left == [True]
    assert desk.leaving.question is None


async def test_without_a_daemon_there_is_nothing_to_decide(desk: Desk) -> None:
    desk.store.put(_running("a"))
    desk.connection.become(Link.OFFLINE)
    desk.leaving.ask()
    assert desk.left == [True]


async def test_leaving_it_running_is_what_enter_does(desk: Desk, cancelled: list[str]) -> None:
    desk.store.put(_running("a"))
    desk.leaving.ask()
    question = desk.leaving.question
    assert question is not None
    assert question.isVisible()
    desk.leaving.ask()
    assert desk.leaving.question is question
    QTest.keyClick(question, Qt.Key.Key_Return)
    assert (desk.left, desk.leaving.asked, cancelled) == ([True], True, [])


async def test_escape_stays(desk: Desk, cancelled: list[str]) -> None:
    desk.store.put(_running("a"))
    desk.leaving.ask()
    assert desk.leaving.question is not None
    QTest.keyClick(desk.leaving.question, Qt.Key.Key_Escape)
    await asyncio.sleep(0.05)
    assert (desk.left, cancelled) == ([], [])
    desk.leaving.ask()
    desk.leaving.question.stay_button.click()
    await asyncio.sleep(0.05)
    assert (desk.left, cancelled) == ([], [])


async def test_cancelling_leaves_when_it_is_done(desk: Desk, cancelled: list[str], until) -> None:
    for data in (_running("a"), _running("late"), states.deploying()):
        desk.store.put(data)
    desk.leaving.ask()
    assert desk.leaving.question is not None
    desk.leaving.question.cancel_button.click()
    assert desk.left == []
    await until(lambda: desk.left)
    assert len(cancelled) == 2  # what the cloud is at work on is not even tried
    assert desk.errors == []


async def test_a_cancellation_that_fails_stays_and_says_why(desk: Desk, until) -> None:
    desk.store.put(_running("broken"))
    desk.leaving.ask()
    assert desk.leaving.question is not None
    desk.leaving.question.cancel_button.click()
    await until(lambda: desk.errors)
    assert desk.errors[0].code == ErrorCode.INTERNAL
    assert desk.left == []


async def test_quitting_the_window_asks_and_closing_it_does_not(desk: Desk, tmp_path, qapp) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    keys, ended = SavedKeys(), asyncio.Event()
    async with CloudSessions() as sessions:
        desktop = Desktop(Options(Paths.under(tmp_path)), Theme(qapp), settings, sessions, keys)
        desktop.wire(ended)
        desktop.connection.become(Link.ONLINE, client=desk.connection.client)
        desktop.store.put(_running("a"))
        desktop.window.show()
        desktop.actions.quit.trigger()
        question = desktop.leaving.question
        assert question is not None
        assert question.isVisible()
        assert not ended.is_set()
        question.stay_button.click()
        desktop.window.close()
        assert ended.is_set()
        assert desktop.leaving.question is question
        assert not desktop.leaving.asked
        await asyncio.sleep(0.05)  # what the window began to fetch has begun
        await desktop.tasks.close()
        desktop.window.deleteLater()
    await keys.close()
