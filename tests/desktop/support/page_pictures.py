"""The designed states of the deployment page that need more than a deployment's state: flow, result, search."""

from collections.abc import Callable, Iterator

import flows
import states
from PySide6.QtCore import QSize

from motia_desktop.actions import Actions
from motia_desktop.stores.flows import Told
from motia_desktop.views.window import MainWindow
from motia_desktop.widgets.mark import Mark
from motiad.contract.deployment import DeploymentData, Metadata

LARGE = QSize(1180, 780)
SMALL = QSize(720, 480)
WIDE = QSize(1920, 1080)

Window = Callable[..., MainWindow]
Made = tuple[str, QSize, Callable[[], MainWindow]]


def designed(window: Window, actions: Actions) -> Iterator[Made]:
    """Yield the name, size and maker of every one; `window` makes a window that shows a deployment."""

    def page(data: DeploymentData, told: Told, *, flow: bool = False, **more: object) -> MainWindow:
        shown = window(actions, data, told=told, **more)
        if flow:
            shown.page.steps.tabs.setCurrentIndex(1)
        return shown

    def made(name: str, size: QSize, data: DeploymentData, told: Told, **more: object) -> Made:
        return name, size, lambda: page(data, told, **more)

    building, deploying, failed = states.building(), states.deploying(), states.failed()
    deploying = deploying.model_copy(update={"resources": flows.RESOURCES})
    yield made("flow-building", LARGE, building, flows.told(building), flow=True)
    yield made("flow-deploying", LARGE, deploying, flows.told(deploying), flow=True)
    yield made("flow-failed", LARGE, failed, flows.told(failed), flow=True)
    yield made("flow-unknown", LARGE, building, flows.told(building, flow=None), flow=True)
    yield made("flow-empty", LARGE, states.queued(), flows.told(building, flow=None), flow=True)
    yield made("flow-small", SMALL, deploying, flows.told(deploying), flow=True)
    busy = flows.busy(built=200)
    yield made("flow-busy", LARGE, busy, flows.told(busy, flow=flows.busy_flow()), flow=True)
    yield made("flow-busy-wide", WIDE, busy, flows.told(busy, flow=flows.busy_flow()), flow=True)
    yield "flow-busy-near", LARGE, lambda: _near(page(busy, flows.told(busy, flow=flows.busy_flow()), flow=True))
    yield made("steps-busy", LARGE, busy, flows.told(busy, flow=flows.busy_flow()))
    yield "steps-searched", LARGE, lambda: _searched(page(deploying, flows.told(deploying)))
    yield "steps-none", LARGE, lambda: _none(page(failed, flows.told(failed)))
    reached = {"outputs": flows.OUTPUTS, "deployment_url": "https://order-desk-9c41e07.example.com"}
    promote = states.completed(**reached)
    yield made("result-promote", LARGE, promote, flows.told(promote))
    yield made("result-promote-small", SMALL, promote, flows.told(promote))
    first = states.completed(metadata=Metadata(environment="review-17"), **reached)
    yield made("result-first", LARGE, first, flows.told(first))
    local = states.completed(outputs={"API URL": "http://127.0.0.1:45123/apps/dep-7f3a2c"})
    yield made("result-local", LARGE, local, flows.told(local, cloud="local"))


def _near(shown: MainWindow) -> MainWindow:
    shown.resize(LARGE)
    shown.show()
    view = shown.page.steps.flow.view
    for _ in range(8):
        view.zoom_in()
    view.choose("src/service-05/check-05_step.py")
    return shown


def _searched(shown: MainWindow) -> MainWindow:
    shown.page.steps.search.setText("orders")
    return shown


def _none(shown: MainWindow) -> MainWindow:
    button = shown.page.steps.filter
    next(action for action in button.states.actions() if action.data() is Mark.RUNNING).trigger()
    return shown
