import pytest
import states

from motia_desktop.models.liveness import Liveness, liveness
from motiad.contract.deployment import Metadata

EARLIER = states.completed(id="earlier", completed_at=states.NOW - 9000)


def test_only_what_completed_can_be_live() -> None:
    for name in ("building", "deploying", "failed", "cancelled"):
        assert liveness(getattr(states, name)(), [], "motia") is None


def test_the_local_cloud_promotes_nothing() -> None:
    assert liveness(states.completed(), [EARLIER], "local") is Liveness.LIVE


def test_from_the_second_of_an_environment_on_it_may_need_promoting() -> None:
    assert liveness(states.completed(), [states.completed()], "motia") is Liveness.FIRST
    assert liveness(states.completed(), [EARLIER], "motia") is Liveness.UNPROVEN
    assert liveness(states.completed(), [EARLIER], "https://cloud.example.com") is Liveness.UNPROVEN


@pytest.mark.parametrize(
    "other",
    [
        states.failed(id="earlier", completed_at=states.NOW - 9000),
        states.completed(id="earlier", project="other", completed_at=states.NOW - 9000),
        states.completed(id="earlier", metadata=Metadata(environment="staging"), completed_at=states.NOW - 9000),
        states.completed(id="later", completed_at=states.NOW + 9000),
    ],
    ids=["failed", "other project", "other environment", "later"],
)
def test_others_are_not_before_it(other) -> None:
    assert liveness(states.completed(), [other], "motia") is Liveness.FIRST


def test_what_is_not_known_proves_nothing() -> None:
    assert liveness(states.completed(), [], None) is Liveness.UNPROVEN
    assert liveness(states.completed(metadata=None), [], "motia") is Liveness.UNPROVEN
    outputs = {"status": "live", "Live": True, "url": "https://live.example.com"}
    assert liveness(states.completed(outputs=outputs), [EARLIER], "motia") is Liveness.UNPROVEN
