from collections.abc import Iterator

import flows
import pytest
import states
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QToolButton

from motia_desktop.actions import Actions
from motia_desktop.models.liveness import Liveness
from motia_desktop.views.result_panel import MOST, ResultPanel
from motia_desktop.widgets.mark import Mark


class Browser(QObject):
    """Takes what would be opened."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.opened.append(url.toString())


@pytest.fixture
def browser(qapp) -> Iterator[Browser]:
    browser = Browser()
    QDesktopServices.setUrlHandler("https", browser, "take")
    yield browser
    QDesktopServices.unsetUrlHandler("https")


@pytest.fixture
def panel(qapp, qtbot) -> ResultPanel:
    actions = Actions()
    actions.follow_cloud("motia")
    panel = ResultPanel(actions.open_cloud)
    panel.kept = actions
    qtbot.addWidget(panel)
    panel.resize(800, 200)
    return panel


def _button(panel: ResultPanel, name: str) -> QToolButton:
    return next(button for button in panel.findChildren(QToolButton) if button.accessibleName() == name)


def test_completed_is_not_live(panel: ResultPanel) -> None:
    panel.show_result(states.completed(), Liveness.UNPROVEN)
    assert "may still need promoting" in panel.title.text()
    assert panel.mark.mark is Mark.WAITING
    assert panel.button.isVisible()
    panel.kept.follow_cloud("local")
    panel.show_result(states.completed(), Liveness.LIVE)
    assert panel.title.text() == "Live on the local cloud"
    assert panel.mark.mark is Mark.DONE
    assert not panel.button.isVisible()
    panel.show_result(states.completed(), Liveness.FIRST)
    assert panel.title.text() == "The first deployment to production"
    panel.show_result(states.building(), None)
    assert not panel.isVisible()


def test_addresses_are_one_click_away(panel: ResultPanel, browser: Browser) -> None:
    data = states.completed(outputs=flows.OUTPUTS, deployment_url="https://d.example")
    panel.show_result(data, Liveness.FIRST)
    _button(panel, "Open API URL").click()
    _button(panel, "Open Deployment URL").click()
    assert browser.opened == [flows.OUTPUTS["API URL"], "https://d.example"]
    copied = []
    panel.copied.connect(copied.append)
    _button(panel, "Copy Region").click()
    assert (QGuiApplication.clipboard().text(), copied) == ("eu-central-1", ["Region"])


def test_many_outputs_are_copied_together(panel: ResultPanel) -> None:
    outputs = {f"Output {number}": f"value {number}" for number in range(30)}
    panel.show_result(states.completed(outputs=outputs), Liveness.FIRST)
    assert len([b for b in panel.findChildren(QToolButton) if b.accessibleName().startswith("Copy Output")]) == MOST
    _button(panel, "Copy all outputs").click()
    assert "Output 29: value 29" in QGuiApplication.clipboard().text()
