import states

from motia_desktop.models.estimate import LAST, time_left, usual_times
from motiad.contract.deployment import DeploymentData, PhaseTimes


def _past(number: int, build: int, upload: int = 1000, deploy: int = 2000, **more: object) -> DeploymentData:
    begun = states.NOW - 100_000 * (number + 1)
    ends = [begun + build, begun + build + upload, begun + build + upload + deploy]
    phases = {
        phase: PhaseTimes(started_at=start, completed_at=end)
        for phase, start, end in zip(("build", "upload", "deploy"), [begun, *ends], ends, strict=False)
    }
    return states.completed(id=f"past-{number}", phases=phases, started_at=begun, completed_at=ends[-1], **more)


def test_the_median_of_the_last_completed_ones_of_the_project_counts() -> None:
    past = [_past(number, build) for number, build in enumerate((5000, 9000, 7000, 60_000, 6000, 1, 1))]
    assert LAST == 5
    assert usual_times(states.building(), past) == {"build": 7000, "upload": 1000, "deploy": 2000}


def test_other_projects_failures_and_retries_do_not_count() -> None:
    others = [_past(1, 5000, project="other"), states.failed(id="x"), _past(2, 5000, attempt=2)]
    assert usual_times(states.building(), others) is None
    assert usual_times(states.building(), []) is None
    assert usual_times(states.building(), [states.building(), *others, _past(3, 4000)])["build"] == 4000


def test_what_is_left_shrinks_as_phases_end() -> None:
    usual = {"build": 10_000.0, "upload": 4000.0, "deploy": 6000.0}
    assert time_left(states.waiting(), usual, states.NOW) == 20_000
    assert time_left(states.building(), usual, states.NOW) == 20_000 - 11_800
    assert time_left(states.deploying(), usual, states.NOW) == 6000 - 2200
    assert time_left(states.deploying(), usual, states.NOW + 10_000) < 0
    assert time_left(states.completed(), usual, states.NOW) is None
    assert time_left(states.queued(), usual, states.NOW) is None
