from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from motia_desktop.orders import Order, Recipe
from motia_desktop.views.new_deployment import NewDeploymentDialog
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
    dialog.cloud_chosen.connect(looked_up.append)
    dialog.folder.setText(str(project))
    dialog.suggest_version(str(project), "v1")
    assert not dialog.key.isVisible()
    dialog.cloud.setCurrentIndex(1)
    assert looked_up == ["motia"]
    assert dialog.key.isVisible()
    assert not dialog.deploy_button.isEnabled()
    dialog.key_is_saved("elsewhere", True)
    assert not dialog.deploy_button.isEnabled()
    dialog.key_is_saved("motia", True)
    assert dialog.deploy_button.isEnabled()
    dialog.cloud.setCurrentIndex(2)
    assert not dialog.deploy_button.isEnabled()
    dialog.address.setText("http://127.0.0.1:4000")
    dialog.key.setText("k")
    assert dialog.target == "http://127.0.0.1:4000"
    assert dialog.deploy_button.isEnabled()


def test_the_order_is_what_was_typed(dialog: NewDeploymentDialog, project: Path) -> None:
    orders: list[Order] = []
    dialog.submitted.connect(orders.append)
    dialog.folder.setText(str(project))
    dialog.cloud.setCurrentIndex(1)
    dialog.key.setText(" secret-key ")
    dialog.environment_kind.setCurrentIndex(1)
    dialog.environment.setText("env-123")
    dialog.version.setText("v1")
    dialog.variables.model.merge({"A": "1", "B": ""})
    dialog.deploy_button.click()
    recipe = Recipe(project, "motia", "env-123", environment_is_id=True, env_names=("A", "B"))
    assert orders == [Order(recipe, "v1", {"A": "1", "B": ""}, "secret-key")]
    dialog.cloud.setCurrentIndex(0)
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
    dialog.key.setText("wrong")
    dialog.set_busy(True)
    assert not dialog.deploy_button.isEnabled()
    assert not dialog.key.isEnabled()
    dialog.set_busy(False)
    dialog.show_error(MotiadError(ErrorCode.NOT_SIGNED_IN, "The API key was refused."))
    assert dialog.deploy_button.isEnabled()
    assert dialog.error.text().startswith("The API key was refused.\n")
    assert (dialog.key.text(), dialog.environment.text()) == ("wrong", "production")


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
