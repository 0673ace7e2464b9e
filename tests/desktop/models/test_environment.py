from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from motia_desktop.models.environment import ASK, MASK, EnvironmentModel


def _model() -> EnvironmentModel:
    model = EnvironmentModel()
    model.tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    return model


def test_values_are_masked_alike_until_asked(qapp) -> None:
    model = _model()
    model.merge({"SHORT": "a", "LONG": "a" * 300, "EMPTY": ""})
    shown = [model.index(row, 1).data() for row in range(3)]
    assert shown == [MASK, MASK, ""]
    assert "aaa" not in str(model.index(1, 1).data(Qt.ItemDataRole.AccessibleTextRole))
    model.show_values(True)
    assert model.index(0, 1).data() == "a"


def test_typed_imported_and_removed(qapp) -> None:
    model = _model()
    index = model.add()
    model.setData(index, "  NAME ")
    model.setData(index.siblingAtColumn(1), " value with spaces ")
    assert model.variables() == {"NAME": " value with spaces "}
    model.add()
    model.merge({"NAME": "new", "OTHER": "x"})
    assert model.variables() == {"NAME": "new", "OTHER": "x"}
    assert model.rowCount() == 2
    model.remove(0)
    assert model.variables() == {"OTHER": "x"}


def test_a_name_without_its_value_asks_for_it(qapp) -> None:
    model = _model()
    model.merge({"KNOWN": "x", "GONE": None})
    assert model.unanswered() == ["GONE"]
    assert model.index(1, 1).data() == ASK
    assert model.index(1, 1).data(Qt.ItemDataRole.EditRole) == ""
    model.setData(model.index(1, 1), "")
    assert model.unanswered() == []
    assert model.variables() == {"KNOWN": "x", "GONE": ""}
