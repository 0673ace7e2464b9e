import pytest
import states

from motia_desktop import wording
from motia_desktop.marks import mark_of, phase_mark
from motia_desktop.widgets.mark import Mark
from motiad.contract.codes import ErrorCode

EXPECTED = {
    "waiting": ("Waiting", Mark.WAITING, "waiting waiting waiting"),
    "queued": ("Queued", Mark.WAITING, "waiting waiting waiting"),
    "building": ("Building", Mark.RUNNING, "running waiting waiting"),
    "uploading": ("Uploading", Mark.RUNNING, "done running waiting"),
    "deploying": ("Deploying", Mark.RUNNING, "done done running"),
    "completed": ("Completed", Mark.DONE, "done done done"),
    "failed": ("Failed", Mark.FAILED, "failed waiting waiting"),
    "cancelled": ("Cancelled", Mark.STOPPED, "stopped waiting waiting"),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_every_state_has_a_word_and_a_shape(name: str) -> None:
    data = getattr(states, name)()
    word, mark, phases = EXPECTED[name]
    assert wording.state(data) == word
    assert mark_of(data) is mark
    assert " ".join(phase_mark(data, phase).value for phase in wording.PHASES) == phases


def test_a_failure_says_where() -> None:
    assert wording.failure(states.failed()) == "The build failed"
    assert wording.failure(states.failed(phase="upload")) == "The upload failed"
    assert wording.failure(states.failed(phase=None)) == "The deployment failed"


def test_an_errors_own_hint_is_the_better_advice() -> None:
    assert wording.advice(ErrorCode.NODE_MISSING, "Install it.") == "Install it."
    assert "Node 20" in wording.advice(ErrorCode.NODE_MISSING)
    assert wording.advice(None) == ""


def test_elapsed_time_ends_with_the_deployment() -> None:
    data = states.completed(started_at=1_000, completed_at=5_000)
    assert wording.elapsed(data, 99_000) == 4_000
    assert wording.elapsed(states.building().model_copy(update={"started_at": 1_000}), 3_000) == 2_000
    assert wording.elapsed(states.deployment(started_at=None), 3_000) is None


PROTOCOL = {
    *("BAD_REQUEST", "HOST_NOT_ALLOWED", "ORIGIN_NOT_ALLOWED", "PEER_NOT_ALLOWED", "UNSUPPORTED_MEDIA_TYPE"),
    *("BODY_TOO_LARGE", "INVALID_JSON", "METHOD_NOT_ALLOWED"),
}
"""What only a program that speaks wrongly to the daemon can meet."""
ALWAYS_WITH_A_HINT = {"USAGE", "INVALID_REQUEST"}


@pytest.mark.parametrize("code", [code for code in ErrorCode if code not in PROTOCOL | ALWAYS_WITH_A_HINT])
def test_every_error_a_person_can_meet_says_what_to_do(code: ErrorCode) -> None:
    assert wording.advice(code).endswith(".")
