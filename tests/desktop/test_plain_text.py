"""Whatever anybody writes, Qt shows it as it is written: in every widget of every designed state there is no markup."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flows
import pictures
import pytest
import states
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, Qt
from PySide6.QtGui import QAction, QTextDocumentFragment
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QGraphicsView,
    QLabel,
    QMenu,
    QTextEdit,
    QWidget,
)

from motia_desktop import formats
from motia_desktop.actions import Actions
from motia_desktop.orders import Recipe
from motia_desktop.preferences import Preferences
from motia_desktop.stores.connection import Connection, Link
from motia_desktop.stores.deployments import DeploymentStore
from motia_desktop.tray.menu import TrayMenu
from motia_desktop.tray.policy import summary
from motia_desktop.views.about import AboutDialog
from motia_desktop.views.new_deployment import NewDeploymentDialog
from motia_desktop.views.settings import SettingsDialog
from motia_desktop.widgets.find_bar import FindBar
from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import DeploymentData
from motiad.contract.flow import Flow
from motiad.errors import MotiadError

EVIL = "<img src='http://127.0.0.1:9/x'><b>bold</b>"
ANYBODYS = {
    *("message", "error", "name", "text", "trigger", "url", "hint", "step", "file", "place"),
    *("environment", "project", "version", "environmentName", "projectName", "versionName", "project_name"),
    *("environment_name", "version_name", "package_path", "packagePath", "logs"),
}


def hostile(value: Any, key: str = "") -> Any:
    """Put markup wherever somebody else's text is."""
    if isinstance(value, dict):
        return {name: hostile(each, name) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [hostile(each, key) for each in value]
    return f"{EVIL}{value}" if isinstance(value, str) and key in ANYBODYS else value


def hostile_deployment(data: DeploymentData) -> DeploymentData:
    return DeploymentData.model_validate(hostile(data.model_dump(mode="json")))


def widgets() -> Iterator[QWidget]:
    for top in QApplication.topLevelWidgets():
        yield top
        yield from top.findChildren(QWidget)


def tips(widget: QWidget) -> Iterator[str]:
    yield widget.toolTip()
    if isinstance(widget, QMenu) and widget.toolTipsVisible():  # an action's is its text, until it has one
        yield from (action.toolTip() for action in widget.findChildren(QAction))
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from model_tips(widget.model())
    if isinstance(widget, QGraphicsView) and widget.scene() is not None:
        yield from (item.toolTip() for item in widget.scene().items())


def model_tips(model: QAbstractItemModel) -> Iterator[str]:
    for row in range(model.rowCount()):
        for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount()):
            yield model.index(row, column).data(Qt.ItemDataRole.ToolTipRole) or ""


def check_all() -> int:
    """Check every widget there is; return how many of their texts are somebody else's."""
    found = 0
    for widget in widgets():
        if isinstance(widget, QLabel) and widget.objectName() != "qt_msgboxex_icon_label":
            assert widget.textFormat() == Qt.TextFormat.PlainText, f"{widget.parent()}: {widget.text()!r}"
            found += EVIL in widget.text()
        assert not isinstance(widget, QTextEdit), f"{widget} reads markup"
        for tip in tips(widget):
            assert "<img" not in tip and "<b>" not in tip, f"{widget}: {tip!r}"
            if "bold" in tip:
                assert EVIL in QTextDocumentFragment.fromHtml(tip).toPlainText(), f"shown as written: {tip!r}"
                found += 1
    return found


DESIGNED = {
    **{kind: getattr(states, kind) for kind in ("waiting", "queued", "building", "uploading", "deploying")},
    **{kind: getattr(states, kind) for kind in ("completed", "failed", "cancelled")},
    "flow": flows.busy,
}


@pytest.mark.parametrize("kind", DESIGNED)
def test_the_window_in_every_state(qapp: QApplication, qtbot: Any, kind: str) -> None:
    data = hostile_deployment(DESIGNED[kind]())
    flow = Flow.model_validate(hostile(flows.FLOW.model_dump(mode="json")))
    window = pictures.window(Actions(), data, told=flows.told(data, flow=flow))
    qtbot.addWidget(window)
    window.show()
    for tab in range(window.page.steps.tabs.count()):
        window.page.steps.tabs.setCurrentIndex(tab)
        window.resize(720 if tab else 1180, 640)
        qapp.processEvents()
        assert check_all() > 2, "there is somebody else's text"


def test_the_window_with_trouble(qapp: QApplication, qtbot: Any) -> None:
    error = MotiadError(ErrorCode.DAEMON_UNAVAILABLE, EVIL, hint=EVIL)
    window = pictures.window(Actions(), hostile_deployment(states.failed()))
    qtbot.addWidget(window)
    window.show()
    window.say(EVIL)
    for bar in window.findChildren(FindBar):
        bar.say("wrong", wrong=True, detail=EVIL)
    qapp.processEvents()
    assert check_all() > 3
    window.show_error(error)
    qapp.processEvents()
    assert check_all() > 3


@pytest.mark.parametrize("found", [MotiadError(ErrorCode.NOT_A_PROJECT, EVIL, hint=EVIL), states.checked(broken=True)])
def test_the_new_deployment_dialog(qapp: QApplication, qtbot: Any, found: Any, tmp_path: Path) -> None:
    if not isinstance(found, MotiadError):
        found = type(found).model_validate(hostile(found.model_dump(mode="json")))
    dialog = NewDeploymentDialog()
    qtbot.addWidget(dialog)
    dialog.fill(Recipe(tmp_path, "local"), {"NAME": EVIL})
    dialog.show()
    dialog.show_check(str(tmp_path), ("NAME",), found)
    dialog.show_error(MotiadError(ErrorCode.INVALID_REQUEST, EVIL, hint=EVIL))
    presets = dialog.variables.presets
    presets.show_kept({EVIL: [EVIL]}, lasting=True)
    menu = QMenu(dialog)
    presets.fill(menu)
    qapp.processEvents()
    assert check_all() > 0


def test_settings_and_about(qapp: QApplication, qtbot: Any, tmp_path: Path) -> None:
    settings = SettingsDialog(Preferences(tmp_path), "light")
    about = AboutDialog([("motiad", EVIL)])
    for dialog in (settings, about):
        qtbot.addWidget(dialog)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        dialog.show()
    settings.show_daemon(EVIL, restartable=False)
    settings.show_error(MotiadError(ErrorCode.INVALID_REQUEST, EVIL, hint=EVIL))
    qapp.processEvents()
    assert check_all() > 0


def test_the_trays_menu_and_tip(qapp: QApplication, qtbot: Any) -> None:
    store, connection = DeploymentStore(), Connection()
    connection.become(Link.ONLINE)
    data = hostile_deployment(states.failed())
    store.put(data)
    menu = TrayMenu(store, connection)
    qtbot.addWidget(menu)
    assert any(EVIL in action.text() for action in menu.actions()), "a menu reads no markup"
    check_all()
    tip = formats.unmarked(summary([], data, online=True))
    assert "<" not in tip and ">" not in tip and "bold" in tip


def test_what_qt_takes_for_markup_is_shown_as_it_is_written() -> None:
    for text in (EVIL, "&lt;b&gt;", "a & b", "<?xml?>", "x\n<b>"):
        assert QTextDocumentFragment.fromHtml(formats.plain(text)).toPlainText() == text
