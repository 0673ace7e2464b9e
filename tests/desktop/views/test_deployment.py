import flows
import pytest
import states
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from motia_desktop.actions import Actions
from motia_desktop.stores.deployments import DeploymentStore
from motia_desktop.stores.flows import FlowStore
from motia_desktop.theme.colors import LIGHT
from motia_desktop.theme.theme import Theme
from motia_desktop.views.deployment import MANY, DeploymentPage
from motia_desktop.widgets.mark import Mark
from motiad.contract.deployment import DeploymentData


@pytest.fixture
def page(qapp, qtbot) -> DeploymentPage:
    Theme(qapp).apply("light")
    actions, store, known = Actions(), DeploymentStore(), FlowStore()
    actions.paint(LIGHT)
    page = DeploymentPage(actions, store, known)
    page.kept = (actions, store, known)
    qtbot.addWidget(page)
    page.resize(1000, 900)
    page.show()
    return page


def _done(page: DeploymentPage) -> int:
    return sum(row.mark is Mark.DONE for row in page.steps.model.rows)


def test_time_left_is_from_this_projects_own_history(page: DeploymentPage) -> None:
    page.show_deployment(states.deploying())
    assert "left" not in page.header.elapsed.text()
    page.kept[1].load([states.completed(id=f"past-{number}") for number in range(3)])
    page.show_deployment(states.deployment(id="new", started_at=states.NOW))
    assert page.header.elapsed.text().endswith("about 12 s left")
    page.show_deployment(states.completed(id="newer"))
    assert page.header.elapsed.text() == "in 12 s"


def test_more_is_asked_for_until_it_is_told(page: DeploymentPage) -> None:
    wanted = []
    page.more_wanted.connect(lambda data: wanted.append(data.status))
    page.show_deployment(states.waiting())
    page.show_deployment(states.building())
    page.kept[2].put(states.building(), flows.told(states.building()))
    page.show_deployment(states.uploading())
    assert wanted == ["idle", "building"]


def test_a_result_waits_until_the_cloud_is_known(page: DeploymentPage) -> None:
    data = states.completed(outputs=flows.OUTPUTS)
    page.show_deployment(data)
    assert not page.result.isVisible()
    page.kept[2].put(data, flows.told(data, cloud="local"))
    assert page.result.title.text() == "Live on the local cloud"
    assert not page.kept[0].open_cloud.isVisible()
    page.kept[1].put(states.completed(id="earlier", completed_at=states.NOW - 1))
    page.kept[2].put(data, flows.told(data, cloud="motia"))
    assert "may still need promoting" in page.result.title.text()
    assert page.kept[0].open_cloud.isVisible()


def test_a_step_that_is_clicked_is_looked_for_in_the_log_and_keeps_the_keyboard(page: DeploymentPage) -> None:
    data = states.uploading()
    page.kept[2].put(data, flows.told(data))
    page.show_deployment(data)
    page.steps.tabs.setCurrentIndex(1)
    view = page.steps.flow.view
    page.activateWindow()
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert page.logs.finder.field.text() == "src/orders/place-order.step"
    assert QApplication.focusWidget() is view
    assert page.steps.table.currentIndex().data() == "src/orders/place-order.step.ts"


def test_a_source_is_asked_for_with_its_deployment(page: DeploymentPage) -> None:
    asked = []
    page.source_wanted.connect(lambda deployment_id, row: asked.append((deployment_id, row.path, row.error)))
    page.show_deployment(states.failed())
    page.steps.table.choose("src/orders/charge-card.step.ts")
    QTest.keyClick(page.steps.table, Qt.Key.Key_Return)
    assert asked == [("dep-7f3a2c", "src/orders/charge-card.step.ts", states.BUILD_ERROR)]


def test_many_steps_are_not_drawn_at_every_change_but_the_last_change_is(page: DeploymentPage, qtbot) -> None:
    def at(uploaded: int) -> DeploymentData:
        return flows.busy(MANY + 50, built=MANY + 50, uploaded=uploaded)

    page.show_deployment(at(10))
    assert _done(page) == 10
    for uploaded in range(11, 40):
        page.show_deployment(at(uploaded))
    assert _done(page) < 39
    qtbot.waitUntil(lambda: _done(page) == 39, timeout=60_000)
    page.show_deployment(at(40).model_copy(update={"status": "failed"}))
    assert "Stopped" in {row.status for row in page.steps.model.rows}


def test_a_picture_gets_more_room_and_the_table_its_own_back(page: DeploymentPage) -> None:
    page.show_deployment(states.uploading())
    before = page.splitter.sizes()
    page.steps.tabs.setCurrentIndex(1)
    assert page.splitter.sizes()[0] > before[0]
    page.steps.tabs.setCurrentIndex(0)
    assert page.splitter.sizes() == before
