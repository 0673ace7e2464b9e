import states
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from motia_desktop.models.history import DEPLOYMENT_ROLE, HistoryModel
from motia_desktop.stores.deployments import DeploymentStore


def _rows(model: HistoryModel) -> list[str]:
    rows = [model.index(number) for number in range(model.rowCount())]
    return [row.data(DEPLOYMENT_ROLE).id if row.data(DEPLOYMENT_ROLE) else row.data() for row in rows]


def test_active_ones_on_top_and_moved_when_they_end(qapp) -> None:
    store = DeploymentStore()
    model = HistoryModel(store)
    model.tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    assert _rows(model) == []
    store.load(states.history()[:2])
    assert _rows(model) == ["Finished", "dep-a1", "dep-a2"]
    store.put(states.building())
    assert _rows(model) == ["Active", "dep-7f3a2c", "Finished", "dep-a1", "dep-a2"]
    store.put(states.completed())
    assert _rows(model) == ["Finished", "dep-7f3a2c", "dep-a1", "dep-a2"]


def test_progress_changes_one_row(qapp) -> None:
    store = DeploymentStore()
    store.load([*states.history(), states.building()])
    model, told = HistoryModel(store), []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    model.modelReset.connect(lambda: told.append("reset"))
    store.put(states.uploading())
    assert told == [(1, 1)]


def test_headings_cannot_be_chosen(qapp) -> None:
    store = DeploymentStore()
    store.load(states.history())
    model = HistoryModel(store)
    assert model.flags(model.index(0)) == Qt.ItemFlag.NoItemFlags
    assert model.flags(model.index(1)) & Qt.ItemFlag.ItemIsSelectable
    assert model.index(2).data(Qt.ItemDataRole.AccessibleTextRole) == "order-desk, b7720d1, staging, Failed"
