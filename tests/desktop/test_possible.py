import pytest
import states

from motia_desktop.possible import Possible, possible
from motiad.contract.codes import ErrorCode


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (None, Possible()),
        (states.building(), Possible(cancel=True)),
        (states.uploading(), Possible(cancel=True)),
        (states.deploying(), Possible()),
        (states.completed(), Possible(again=True)),
        (states.failed(), Possible(retry=True, again=True)),
        (states.failed(phase="deploy"), Possible(again=True)),
        (states.failed(error_code=ErrorCode.TOKEN_EXPIRED), Possible(again=True)),
    ],
)
def test_what_can_be_done(data, expected) -> None:
    assert possible(data) == expected
