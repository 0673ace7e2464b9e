from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from motia_desktop.orders import Order, Recipe
from motia_desktop.views.new_deployment import NewDeploymentDialog
from motia_desktop.widgets.finding_delegate import NOTE_ROLE
from motiad.contract.check import CheckedStep, CheckProblem, MissingVariable, ProjectCheck
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "order-desk" / "src").mkdir(parents=True)
    return tmp_path / "order-desk"


@pytest.fixture
def dialog(qtbot) -> NewDeploymentDialog:
    dialog = NewDeploymentDialog()
    qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.show()
    return dialog


def test_nothing_can_be_deployed_before_it_is_known_what(dialog: NewDeploymentDialog, project: Path) -> None:
    assert not dialog.deploy_button.isEnabled()
    assert dialog.folder_hint.text() == ""
    dialog.folder.setText(str(project / "nowhere"))
    assert dialog.folder_hint.text() == "There is no such folder."
    dialog.folder.setText(str(project / "src"))
    assert "not a Motia project" in dialog.folder_hint.text()
    dialog.folder.setText(str(project))
    assert dialog.folder_hint.text() == ""
    assert not dialog.deploy_button.isEnabled()
    dialog.suggest_version(str(project), "9c41e07")
    assert dialog.deploy_button.isEnabled()


def test_a_typed_version_is_not_replaced(dialog: NewDeploymentDialog, project: Path, qtbot) -> None:
    asked: list[str] = []
    dialog.project_chosen.connect(asked.append)
    dialog.folder.setText(str(project))
    assert asked == [str(project)]
    qtbot.keyClicks(dialog.version, "v2")
    dialog.suggest_version(str(project), "9c41e07")
    assert dialog.version.text() == "v2"
    dialog.version.clear()
    dialog._version_typed = False
    dialog.suggest_version("/another/folder", "9c41e07")
    assert dialog.version.text() == ""


def test_a_key_is_asked_for_where_one_is_needed(dialog: NewDeploymentDialog, project: Path) -> None:
    looked_up: list[str] = []
    dialog.where.cloud_chosen.connect(looked_up.append)
    dialog.folder.setText(str(project))
    dialog.suggest_version(str(project), "v1")
    assert not dialog.where.key.isVisible()
    dialog.where.cloud.setCurrentIndex(1)
    assert looked_up == ["motia"]
    assert dialog.where.key.isVisible()
    assert not dialog.deploy_button.isEnabled()
    dialog.where.key_is_saved("elsewhere", True)
    assert not dialog.deploy_button.isEnabled()
    dialog.where.key_is_saved("motia", True)
    assert dialog.deploy_button.isEnabled()
    dialog.where.cloud.setCurrentIndex(2)
    assert not dialog.deploy_button.isEnabled()
    dialog.where.address.setText("http://127.0.0.1:4000")
    dialog.where.key.setText("k")
    assert dialog.where.target == "http://127.0.0.1:4000"
    assert dialog.deploy_button.isEnabled()


def test_the_order_is_what_was_typed(dialog: NewDeploymentDialog, project: Path) -> None:
    orders: list[Order] = []
    dialog.submitted.connect(orders.append)
    dialog.folder.setText(str(project))
    dialog.where.cloud.setCurrentIndex(1)
    dialog.where.key.setText(" secret-key ")
    dialog.environment_kind.setCurrentIndex(1)
    dialog.environment.setText("env-123")
    dialog.version.setText("v1")
    dialog.variables.model.merge({"A": "1", "B": ""})
    dialog.deploy_button.click()
    recipe = Recipe(project, "motia", "env-123", environment_is_id=True, env_names=("A", "B"))
    assert orders == [Order(recipe, "v1", {"A": "1", "B": ""}, "secret-key")]
    dialog.where.cloud.setCurrentIndex(0)
    dialog.deploy_button.click()
    assert orders[1].api_key is None


def test_a_name_the_daemon_would_refuse_is_said_at_once(dialog: NewDeploymentDialog, project: Path) -> None:
    dialog.folder.setText(str(project))
    dialog.suggest_version(str(project), "v1")
    index = dialog.variables.model.add("NOT-A-NAME", "x")
    dialog.variables.model.setData(index, "NOT-A-NAME")
    assert not dialog.deploy_button.isEnabled()
    assert "NOT-A-NAME cannot be" in dialog.name_hint.text()
    dialog.variables.model.setData(index, "A_NAME")
    assert dialog.deploy_button.isEnabled()
    assert not dialog.name_hint.isVisible()


def test_env_files_are_read_or_refused(dialog: NewDeploymentDialog, tmp_path: Path) -> None:
    good, bad = tmp_path / ".env", tmp_path / "bad.env"
    good.write_text("export A=1\nB='two words' # comment\nC=\n")
    bad.write_text("A=1\n'oops\n")
    dialog.import_file(str(good))
    assert dialog.variables.model.variables() == {"A": "1", "B": "two words", "C": ""}
    dialog.import_file(str(bad))
    assert "line 2" in dialog.error.text()
    assert dialog.variables.model.variables() == {"A": "1", "B": "two words", "C": ""}


def test_an_error_keeps_everything_typed(dialog: NewDeploymentDialog, project: Path) -> None:
    dialog.fill(Recipe(project, "motia", "production", env_names=("A",)), {"A": "1"})
    dialog.suggest_version(str(project), "v1")
    dialog.where.key.setText("wrong")
    dialog.set_busy(True)
    assert not dialog.deploy_button.isEnabled()
    assert not dialog.where.key.isEnabled()
    dialog.set_busy(False)
    dialog.show_error(MotiadError(ErrorCode.NOT_SIGNED_IN, "The API key was refused."))
    assert dialog.deploy_button.isEnabled()
    assert dialog.error.text().startswith("The API key was refused.\n")
    assert dialog.error.text().endswith("(NOT_SIGNED_IN)")
    assert (dialog.where.key.text(), dialog.environment.text()) == ("wrong", "production")


def test_an_earlier_deployments_values_are_asked_for_not_lost(dialog: NewDeploymentDialog, project: Path) -> None:
    dialog.fill(Recipe(project, "local", "production", env_names=("KNOWN", "GONE")), {"KNOWN": "1"})
    dialog.suggest_version(str(project), "v1")
    assert not dialog.deploy_button.isEnabled()
    assert dialog.name_hint.text().startswith("GONE needs its value")
    dialog.variables.model.setData(dialog.variables.model.index(1, 1), "2")
    assert dialog.deploy_button.isEnabled()
    dialog.variables.model.merge({"GONE": None})
    assert not dialog.deploy_button.isEnabled()
    dialog.variables.model.remove(1)
    assert dialog.deploy_button.isEnabled()


CHECK = ProjectCheck(
    path="/p",
    complete=True,
    steps=(CheckedStep(package_path="src/a.step.ts", language="node", type="api", name="A", trigger="GET /a"),),
    missing=(MissingVariable(name="STRIPE_KEY", place="src/a.step.ts:3"),),
)
BROKEN = CHECK.model_copy(
    update={
        "problems": (CheckProblem(message="its config has no `path`", step="src/a.step.ts", file="src/a.step.ts"),),
        "reserved": ("AWS_REGION",),
        "missing": (),
    }
)


@pytest.fixture
def asked(dialog: NewDeploymentDialog) -> list[tuple[str, tuple[str, ...]]]:
    """What the dialog wanted checked; each is being looked at from then on."""
    asked: list[tuple[str, tuple[str, ...]]] = []
    dialog.check_wanted.connect(lambda *wanted: (asked.append(wanted), dialog.show_checking()))
    return asked


def test_a_project_is_checked_once_typing_rests(dialog, project: Path, asked, qtbot) -> None:
    dialog.folder.setText(str(project))
    dialog.variables.model.merge({"A": "1", "NOT-A-NAME": "2"})
    qtbot.waitUntil(lambda: len(asked) == 1, timeout=60_000)
    assert asked == [(str(project), ("A",))]
    assert dialog.check.headline.text() == "Looking at the project…"
    dialog.show_check(str(project), ("OTHER",), BROKEN)
    assert dialog.check.check is None
    dialog.show_check(str(project), ("A",), CHECK)
    assert dialog.check.headline.text() == "Ready, with something to know"
    assert dialog.check.details.text() == "1 step · 1 API"
    shown = [dialog.check.model.index(row).data() for row in range(2)]
    assert shown == ["STRIPE_KEY is read but not given", "src/a.step.ts"]
    dialog.check.add_button.click()
    assert dialog.variables.model.unanswered() == ["STRIPE_KEY"]
    dialog.folder.setText("/nowhere")
    assert dialog.check.headline.text() == "Nothing to look at yet"


def test_nothing_goes_up_before_it_was_looked_at(dialog, project: Path, asked) -> None:
    orders: list[Order] = []
    dialog.submitted.connect(orders.append)
    dialog.folder.setText(str(project))
    dialog.suggest_version(str(project), "v1")
    dialog.deploy_button.click()
    assert len(asked) == 1
    assert (orders, dialog.deploy_button.text(), dialog.deploy_button.isEnabled()) == ([], "Checking…", False)
    dialog.show_check(*asked[0], CHECK)
    assert len(orders) == 1


def test_what_a_build_would_refuse_stops_it_once(dialog, project: Path, asked) -> None:
    orders: list[Order] = []
    dialog.submitted.connect(orders.append)
    dialog.folder.setText(str(project))
    dialog.suggest_version(str(project), "v1")
    dialog.deploy_button.click()
    dialog.show_check(*asked[0], BROKEN)
    assert orders == []
    assert dialog.check.headline.text() == "2 things to mend first"
    assert dialog.check.model.index(0).data(NOTE_ROLE) == "src/a.step.ts"
    assert dialog.deploy_button.text() == "Deploy anyway"
    dialog.check.again_button.click()
    assert len(asked) == 2
    dialog.show_check(*asked[1], CHECK)
    assert dialog.deploy_button.text() == "Deploy"
    dialog.deploy_button.click()
    assert len(orders) == 1


def test_a_check_that_fails_says_why_and_does_not_stand_in_the_way(dialog, project: Path, asked, qtbot) -> None:
    dialog.folder.setText(str(project))
    dialog.suggest_version(str(project), "v1")
    qtbot.waitUntil(lambda: bool(asked), timeout=60_000)
    dialog.show_check(*asked[0], MotiadError(ErrorCode.DAEMON_UNAVAILABLE, "motiad is gone."))
    assert "motiad is gone." in dialog.check.details.text()
    assert "DAEMON_UNAVAILABLE" in dialog.check.details.text()
    assert dialog.check.again_button.isVisible()
    assert dialog.deploy_button.isEnabled()


def test_env_lines_are_pasted_and_dropped(dialog: NewDeploymentDialog, tmp_path: Path, qtbot) -> None:
    QGuiApplication.clipboard().setText("A=1\nB='two words'\n")
    dialog.variables.table.setFocus()
    qtbot.keyClick(dialog.variables.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert dialog.variables.model.variables() == {"A": "1", "B": "two words"}
    QGuiApplication.clipboard().setText("just words\n")
    qtbot.keyClick(dialog.variables.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "The pasted text, line 1" in dialog.error.text()
    (tmp_path / ".env").write_text("C=3\n")
    _drop(dialog.variables, tmp_path / ".env")
    assert dialog.variables.model.variables()["C"] == "3"
    shown = [dialog.variables.model.index(row, 1).data() for row in range(3)]
    assert len(set(shown)) == 1
    assert "3" not in shown[2]


def test_a_folder_is_dropped_or_picked_from_the_recent_ones(dialog, project: Path) -> None:
    assert not dialog.place.recent.isVisible()
    _drop(dialog, project)
    assert dialog.folder.text() == str(project)
    dialog.folder.clear()
    dialog.place.show_recent([project])
    assert dialog.place.recent.isVisible()
    dialog.place.recent.refresh().actions()[0].trigger()
    assert dialog.folder.text() == str(project)


def test_sets_of_variables_are_kept_by_environment(dialog: NewDeploymentDialog) -> None:
    presets = dialog.variables.presets
    wanted: list[tuple[str, str]] = []
    for name in ("use", "keep", "forget"):
        getattr(presets, f"{name}_wanted").connect(lambda where, name=name: wanted.append((name, where)))
    presets.show_kept({"staging": ["A", "B"]}, lasting=False)
    dialog.environment.setText("production")
    actions = {action.text(): action for action in dialog.variables.preset_button.refresh().actions()}
    assert not actions["Keep these for “production”"].isEnabled()
    assert "No keyring here: values are forgotten on quitting" in actions
    dialog.variables.model.merge({"A": "1"})
    actions = {action.text(): action for action in dialog.variables.preset_button.refresh().actions()}
    for words in ("Use those of “staging” (2)", "Keep these for “production”", "Forget those of “staging”"):
        actions[words].trigger()
    assert wanted == [("use", "staging"), ("keep", "production"), ("forget", "staging")]


def _drop(widget: QWidget, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    where, none = QPointF(5, 5), Qt.KeyboardModifier.NoModifier
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(where.toPoint(), action, data, button, none)
    enter.ignore()
    QApplication.sendEvent(widget, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(widget, QDropEvent(where, action, data, button, none))
