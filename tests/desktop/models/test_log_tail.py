import states

from motia_desktop.models.log_tail import LogTail
from motiad.deployments import logtail


def test_only_new_lines_are_taken() -> None:
    tail, data = LogTail("build"), states.building()
    assert tail.take(data) == (True, states.BUILD_LOG[:7])
    assert tail.take(data) == (False, ())
    assert tail.take(data.model_copy(update={"build_logs": states.BUILD_LOG[:9]})) == (False, states.BUILD_LOG[7:9])


def test_another_deployment_or_attempt_begins_anew() -> None:
    tail, data = LogTail("build"), states.building()
    tail.take(data)
    assert tail.take(data.model_copy(update={"attempt": 2, "build_logs": ("one",)})) == (True, ("one",))
    assert tail.take(data.model_copy(update={"id": "other"})) == (True, data.build_logs)


def test_a_log_longer_than_the_item_is_shown_once_and_whole() -> None:
    tail, kept, seen = LogTail("deploy"), (), []
    lines = [f"line {number}" for number in range(3000)]
    for first in range(0, 3000, 250):
        kept = logtail.append(kept, tuple(lines[first : first + 250]))
        _, new = tail.take(states.deploying().model_copy(update={"deploy_logs": kept}))
        seen += new
    assert seen == lines


def test_lines_that_were_missed_are_said_to_be_missing() -> None:
    tail = LogTail("deploy")
    kept = logtail.append((), tuple(str(number) for number in range(5000)))
    _, lines = tail.take(states.deploying().model_copy(update={"deploy_logs": kept}))
    assert lines == kept
    assert "left out" in lines[0]
