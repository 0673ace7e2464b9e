import states

from motia_desktop.models.comparison import ComparedRow, Side, compare, different
from motiad.contract.http import DeploymentOrigin

OLD = DeploymentOrigin(deployment_id="a", path="/p", cloud="motia", env_names=("A", "OLD"))
NEW = OLD.model_copy(update={"env_names": ("A", "NEW")})


def rows(before: Side, after: Side) -> dict[str, ComparedRow]:
    return {row.what: row for row in different(compare(before, after))}


def test_alike_ones_have_no_difference() -> None:
    side = Side(states.completed(), OLD)
    assert different(compare(side, side)) == []
    assert any(row.what == "A" for row in compare(side, side))


def test_steps_sizes_durations_and_names() -> None:
    after = states.completed()
    steps = tuple(row for row in after.build if "quote" not in row.package_path)
    bundles = [row for row in after.upload if "quote" not in row.package_path]
    bundles[0] = bundles[0].model_copy(update={"size": 100_000})
    gone = steps[0].model_copy(update={"package_path": "src/gone.step.ts"})
    before = states.completed(build=(*steps, gone), upload=tuple(bundles), started_at=states.NOW - 20_000, version="v0")
    found = rows(Side(before, OLD), Side(after, NEW))
    assert found["src/shipping/quote_step.py"].kind == "added"
    assert found["src/gone.step.ts"].kind == "removed"
    assert found["src/orders/place-order.step.ts"].change == "+84 KB"
    assert found["Altogether"][2:] == ("20 s", "12 s", "−8.0 s")
    assert found["Version"].before == "v0"
    assert (found["OLD"].kind, found["NEW"].kind) == ("removed", "added")
    assert "A" not in found
    assert "src/orders/get-order.step.ts" not in found


def test_names_are_left_out_where_nobody_may_tell_them() -> None:
    found = rows(Side(states.completed(), None), Side(states.failed(), NEW))
    assert "NEW" not in found
    assert found["Status"][1:4] == ("Status", "Completed", "Failed")
