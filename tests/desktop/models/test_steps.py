import pytest
import states
from PySide6.QtCore import QSortFilterProxyModel, Qt
from PySide6.QtTest import QAbstractItemModelTester

from motia_desktop.models.steps import SORT_ROLE, Column, StepTableModel
from motia_desktop.widgets.cell_delegates import MARK_ROLE, PERCENT_ROLE
from motia_desktop.widgets.mark import Mark


def _model() -> StepTableModel:
    model = StepTableModel()
    model.tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    return model


def test_a_deployment_goes_through_it(qapp) -> None:
    model = _model()
    for name, rows in (("waiting", 0), ("building", 9), ("uploading", 11), ("completed", 11), ("failed", 9)):
        model.show_deployment(getattr(states, name)())
        assert model.rowCount() == rows
    model.show_deployment(None)
    assert model.rowCount() == 0


def test_only_rows_that_changed_are_told(qapp) -> None:
    model, told = _model(), []
    model.show_deployment(states.building())
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    model.modelReset.connect(lambda: told.append("reset"))
    model.show_deployment(states.building())
    assert told == []
    more = states.building()
    rows = list(more.build)
    rows[5] = rows[5].model_copy(update={"status": "built", "size": 5})
    model.show_deployment(more.model_copy(update={"build": tuple(rows)}))
    assert told == [(5, 5)]


def test_cells(qapp) -> None:
    model = _model()
    model.show_deployment(states.uploading())
    texts = [model.index(4, column).data() for column in Column]
    assert texts == ["src/orders/order-board.step.js", "Uploading", "Node", "Event", "51 KB", "1.5 s", "78 %"]
    assert model.index(4, Column.STATUS).data(MARK_ROLE) is Mark.RUNNING
    assert model.index(4, Column.UPLOAD).data(PERCENT_ROLE) == 78
    assert model.index(3, Column.UPLOAD).data() == "0.3 s"
    assert model.index(9, Column.TYPE).data() == "Router"
    assert model.index(0, Column.SIZE).data(PERCENT_ROLE) == pytest.approx(0.184312)
    assert "0.2 % of the 100 MB" in model.index(0, Column.SIZE).data(Qt.ItemDataRole.ToolTipRole)
    assert model.index(4, Column.SIZE).data(Qt.ItemDataRole.AccessibleTextRole) == "Size: 51 KB"


def test_a_step_named_like_markup_stays_text(qapp) -> None:
    model = _model()
    data = states.building()
    row = data.build[0].model_copy(update={"package_path": "src/<img src=x>.step.ts"})
    model.show_deployment(data.model_copy(update={"build": (row,)}))
    assert "<img" not in model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_sizes_sort_as_numbers(qapp) -> None:
    model, sorted_ = _model(), QSortFilterProxyModel()
    model.show_deployment(states.uploading())
    sorted_.setSourceModel(model)
    sorted_.setSortRole(SORT_ROLE)
    sorted_.sort(Column.SIZE, Qt.SortOrder.DescendingOrder)
    assert [sorted_.index(row, Column.SIZE).data() for row in (0, 10)] == ["1.3 MB", "51 KB"]
