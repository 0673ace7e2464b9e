import flows
import states

from motia_desktop.models.step_rows import bundle_path, rows_of
from motia_desktop.widgets.mark import Mark


def test_a_step_meets_its_bundle() -> None:
    paths = [bundle_path(step) for step in states.uploading().build]
    assert paths[0] == "node/src/orders/place-order.step.zip"
    assert paths[6] == "python/src/shipping/quote_step.zip"


def test_one_row_a_step_and_routers_after_them() -> None:
    rows = rows_of(states.uploading())
    assert [row.path for row in rows[:9]] == [path for path, *_ in states.STEPS]
    assert [(row.path, row.router) for row in rows[9:]] == [("router-node.zip", True), ("router-python.zip", True)]


def test_a_row_says_how_far_its_step_is() -> None:
    building = rows_of(states.building())
    assert [row.status for row in building] == ["Built"] * 5 + ["Building"] * 2 + ["Waiting"] * 2
    assert building[0].size == 184_312
    assert building[8].size is None
    uploading = rows_of(states.uploading())
    assert [row.status for row in uploading] == ["Uploaded"] * 4 + ["Uploading"] * 4 + ["Built"] * 3
    assert [row.percent for row in uploading[:5]] == [100, 100, 100, 100, 78]
    assert {row.status for row in rows_of(states.completed())} == {"Deployed"}


def test_what_a_failure_left_behind_does_not_look_alive() -> None:
    rows = rows_of(states.failed())
    assert rows[3].mark is Mark.FAILED
    assert rows[3].error == states.BUILD_ERROR
    assert Mark.RUNNING not in {row.mark for row in rows}
    assert rows_of(states.cancelled())[-1].status == "Cancelled"
    broken = states.uploading().model_copy(update={"status": "failed"})
    assert [row.status for row in rows_of(broken)][4:9] == ["Stopped"] * 4 + ["Not uploaded"]


def test_both_phases_have_their_time() -> None:
    assert rows_of(states.building())[0].built_in == 1000
    assert rows_of(states.building())[8].built_in is None
    uploading = rows_of(states.uploading())
    assert [row.uploaded_in for row in uploading[:5]] == [0, 90, 180, 270, None]


def test_what_the_cloud_says_of_a_step_counts_more_than_its_upload() -> None:
    names = {step.package_path: step.name for step in flows.FLOW.steps}
    data = states.deploying().model_copy(update={"resources": flows.RESOURCES})
    said = {row.path: (row.mark, row.status) for row in rows_of(data, names)}
    assert said["src/orders/check-stock.step.ts"] == (Mark.DONE, "Deployed")
    assert said["src/orders/place-order.step.ts"] == (Mark.RUNNING, "Deploying")
    assert said["src/shipping/quote_step.py"] == (Mark.DONE, "Uploaded")
    assert said["router-node.zip"] == (Mark.DONE, "Uploaded")
    assert {row.status for row in rows_of(data)} == {"Uploaded"}
    broken = [flows.RESOURCES[0].model_copy(update={"status": "failed"}), *flows.RESOURCES[1:]]
    failed = data.model_copy(update={"resources": tuple(broken), "status": "failed"})
    said = {row.path: (row.mark, row.status) for row in rows_of(failed, names)}
    assert said["src/orders/check-stock.step.ts"] == (Mark.FAILED, "Deploy failed")
    assert said["src/orders/place-order.step.ts"] == (Mark.STOPPED, "Stopped")
