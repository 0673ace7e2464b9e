import states
from PySide6.QtCore import Qt

from motia_desktop.models.step_filter import StepFilter
from motia_desktop.models.steps import Column, StepTableModel
from motia_desktop.widgets.mark import Mark


def _filter() -> StepFilter:
    model = StepTableModel()
    model.show_deployment(states.uploading())
    return StepFilter(model)


def _paths(steps: StepFilter) -> list[str]:
    return [steps.index(row, 0).data() for row in range(steps.rowCount())]


def test_search_is_in_the_path_in_any_case(qapp) -> None:
    steps = _filter()
    assert not steps.narrowed
    steps.search(" ORDERS/c ")
    assert _paths(steps) == ["src/orders/check-stock.step.ts", "src/orders/charge-card.step.ts"]
    assert steps.narrowed
    steps.search("")
    assert steps.rowCount() == 11


def test_state_language_and_type_narrow_together(qapp) -> None:
    steps = _filter()
    steps.narrow(Mark.RUNNING, None, None)
    assert steps.rowCount() == 4
    steps.narrow(Mark.RUNNING, "python", None)
    assert _paths(steps) == ["src/shipping/quote_step.py", "src/shipping/pack_parcel_step.py"]
    steps.narrow(Mark.RUNNING, "python", "event")
    assert _paths(steps) == ["src/shipping/pack_parcel_step.py"]
    steps.narrow(Mark.FAILED, None, None)
    assert _paths(steps) == []


def test_a_row_that_changes_comes_and_goes(qapp) -> None:
    model = StepTableModel()
    model.show_deployment(states.building())
    steps = StepFilter(model)
    steps.narrow(Mark.FAILED, None, None)
    assert _paths(steps) == []
    model.show_deployment(states.failed())
    assert _paths(steps) == ["src/orders/charge-card.step.ts"]


def test_what_is_narrowed_sorts_as_numbers(qapp) -> None:
    steps = _filter()
    steps.narrow(None, "python", None)
    steps.sort(Column.SIZE, Qt.SortOrder.DescendingOrder)
    assert [steps.index(row, Column.SIZE).data() for row in (0, 3)] == ["1.3 MB", "1.2 MB"]
