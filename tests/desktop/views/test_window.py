import pictures
import pytest
import states
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QTabBar

from motia_desktop.actions import Actions
from motia_desktop.stores.connection import Connection, Link
from motia_desktop.stores.deployments import DeploymentStore
from motia_desktop.stores.flows import FlowStore
from motia_desktop.theme.colors import LIGHT
from motia_desktop.theme.theme import Theme
from motia_desktop.views.window import MainWindow


class Shown:
    """A window with its stores."""

    def __init__(self) -> None:
        self.actions, self.store, self.connection = Actions(), DeploymentStore(), Connection()
        self.actions.paint(LIGHT)
        self.flows = FlowStore()
        self.window = MainWindow(self.actions, self.store, self.connection, self.flows)


@pytest.fixture
def shown(qapp, qtbot) -> Shown:
    Theme(qapp).apply("light")
    shown = Shown()
    qtbot.addWidget(shown.window)
    shown.window.show()
    return shown


def test_begins_with_starting_then_welcome_then_a_deployment(shown: Shown) -> None:
    window = shown.window
    assert window.pages.currentWidget() is window.state_page
    assert window.state_page.title.text() == "Starting motiad…"
    shown.connection.become(Link.ONLINE)
    assert window.pages.currentWidget() is window.welcome
    assert shown.actions.sample.isEnabled()
    shown.store.put(states.building())
    assert window.pages.currentWidget() is window.page
    assert window.current == "dep-7f3a2c"
    assert window.history.isVisible()


def test_follows_the_live_state(shown: Shown) -> None:
    shown.connection.become(Link.ONLINE)
    page = shown.window.page
    for name, word, percent in (
        ("building", "Building", 18),
        ("uploading", "Uploading", 47),
        ("completed", "Completed", 100),
    ):
        shown.store.put(getattr(states, name)())
        assert page.header.badge.word == word
        assert page.bar.percent == percent
        assert shown.window.windowTitle() == f"order-desk, {word} · Motia Desktop"
    assert page.steps.table.model().rowCount() == 11
    log = page.logs.lines
    assert [log.row(row).text for row in range(len(states.BUILD_LOG))] == list(states.BUILD_LOG)
    assert page.stepper.phases[0].note.text() == "6.7 s"


def test_an_older_deployment_stays_in_view_while_another_runs(shown: Shown) -> None:
    shown.connection.become(Link.ONLINE)
    shown.store.load(states.history())
    shown.window.show_deployment("dep-a3")
    shown.store.put(states.building())
    assert shown.window.current == "dep-a3"
    assert shown.window.page.header.project.text() == "newsletter"
    assert shown.window.history.list.currentIndex().data(Qt.ItemDataRole.DisplayRole).startswith("newsletter")


def test_a_deployment_that_was_asked_for_is_shown_when_it_comes(shown: Shown) -> None:
    shown.connection.become(Link.ONLINE)
    shown.store.load(states.history())
    shown.window.show_deployment("dep-7f3a2c")
    assert shown.window.current == "dep-a1"
    shown.store.put(states.building())
    assert shown.window.current == "dep-7f3a2c"


def test_choosing_in_the_list_shows_it(shown: Shown) -> None:
    shown.connection.become(Link.ONLINE)
    shown.store.load(states.history())
    came: list[str] = []
    shown.window.shown.connect(came.append)
    history = shown.window.history
    history.list.setCurrentIndex(history.list.model().index(3))
    assert came == ["dep-a3"]
    assert shown.window.current == "dep-a3"


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("queued", {"cancel"}),
        ("building", {"cancel"}),
        ("uploading", {"cancel"}),
        ("deploying", set()),
        ("completed", {"again"}),
        ("failed", {"again", "retry"}),
        ("cancelled", {"again", "retry"}),
    ],
)
def test_only_what_makes_sense_is_offered(shown: Shown, name: str, offered: set[str]) -> None:
    shown.connection.become(Link.ONLINE)
    shown.store.put(getattr(states, name)())
    there = {key for key in ("cancel", "retry", "again") if getattr(shown.actions, key).isVisible()}
    assert there == offered
    shown.connection.become(Link.OFFLINE, error=pictures.UNAVAILABLE)
    assert not any(getattr(shown.actions, key).isEnabled() for key in ("cancel", "retry", "again", "new", "sample"))
    assert shown.actions.reconnect.isEnabled()


def test_a_failure_says_what_where_and_what_to_do(shown: Shown) -> None:
    shown.store.put(states.failed())
    error = shown.window.page.error
    assert error.isVisible()
    assert (error.title.text(), error.code.text()) == ("The build failed", "BUILD_FAILED")
    assert error.steps.text() == states.BUILD_ERROR
    assert "deploy again" in error.advice.text()
    shown.store.put(states.cancelled())
    assert not error.isVisible()


def test_a_lost_connection_is_said_over_what_is_known(shown: Shown) -> None:
    shown.connection.become(Link.ONLINE)
    shown.store.put(states.uploading())
    banner = shown.window.link_banner
    assert not banner.isVisible()
    shown.connection.become(Link.RECONNECTING)
    assert banner.isVisible()
    assert "out of date" in banner.text.text()
    shown.connection.become(Link.OFFLINE, error=pictures.UNAVAILABLE)
    assert "port 3000" in banner.text.text()
    assert banner.button.isVisible()
    shown.connection.become(Link.ONLINE)
    assert not banner.isVisible()


def test_without_a_daemon_and_history_the_page_says_so(shown: Shown) -> None:
    shown.connection.become(Link.OFFLINE, error=pictures.UNAVAILABLE)
    page = shown.window.state_page
    assert page.title.text() == "motiad is not running"
    assert "port 3000" in page.text.text()
    assert page.buttons[shown.actions.reconnect].isVisible()
    assert page.buttons[shown.actions.logs_folder].isVisible()
    assert not page.buttons[shown.actions.renew].isVisible()
    assert page.code.text() == "DAEMON_UNAVAILABLE"


def test_a_daemon_of_another_version_is_a_state_of_its_own(shown: Shown) -> None:
    shown.connection.become(Link.ONLINE)
    shown.store.put(states.completed())
    page, renew = shown.window.state_page, shown.actions.renew
    for busy in (True, False):
        shown.connection.become(Link.OUTDATED, error=pictures.outdated(busy=busy))
        assert shown.window.pages.currentWidget() is page
        assert page.title.text() == "Another version of motiad runs here"
        assert "motiad 0.0.9 runs here" in page.text.text()
        assert page.buttons[renew].isVisible()
        assert renew.isEnabled() is not busy
        assert not shown.actions.again.isEnabled()
        assert not shown.window.link_banner.isVisible()
    shown.connection.become(Link.ONLINE)
    assert shown.window.pages.currentWidget() is shown.window.page


def test_after_the_sample_comes_the_cloud(shown: Shown, qtbot) -> None:
    shown.connection.become(Link.ONLINE)
    wanted: list[bool] = []
    shown.actions.connect_cloud.triggered.connect(lambda: wanted.append(True))
    qtbot.mouseClick(shown.window.welcome.connect_button, Qt.MouseButton.LeftButton)
    shown.store.put(states.completed())
    assert not shown.window.hint_banner.isVisible()
    shown.window.offer_cloud()
    assert shown.window.hint_banner.isVisible()
    button = shown.window.hint_banner.button
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert wanted == [True, True]


def test_text_from_anyone_is_plain_and_every_control_has_a_name(shown: Shown) -> None:
    evil = "<img src='http://example.com/x'><b>x</b>"
    shown.connection.become(Link.ONLINE)
    shown.store.put(states.failed(project=evil, version=evil, message=evil, error=evil))
    for label in shown.window.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText, label.text()
        assert "<img" not in label.toolTip()
    for kind in (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit, QTabBar):
        for control in shown.window.findChildren(kind):
            if control.objectName().startswith("qt_") or control.parent().inherits("QAbstractItemView"):
                continue
            assert control.accessibleName() or getattr(control, "text", str)(), control


def test_closing_says_so(shown: Shown) -> None:
    closed: list[bool] = []
    shown.window.closed.connect(lambda: closed.append(True))
    shown.window.close()
    assert closed == [True]


@pytest.mark.parametrize(("height", "scrolls"), [(780, False), (520, True)])
def test_the_page_scrolls_only_where_it_has_to(shown: Shown, height: int, scrolls: bool, qapp) -> None:
    shown.window.resize(1180, height)
    shown.store.put(states.failed())
    qapp.processEvents()
    assert (shown.window.page.verticalScrollBar().maximum() > 0) is scrolls
    assert shown.window.page.horizontalScrollBar().maximum() == 0
