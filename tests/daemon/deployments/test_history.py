import pytest

from motiad.deployments import events as e
from motiad.deployments.history import History, read_history

ASKED, STARTED, PROGRESSED = e.CloudAsked(), e.CloudStarted(), e.CloudProgressed(resources=())


@pytest.mark.parametrize(
    ("happened", "start"),
    [([], "not asked"), ([ASKED], "in doubt"), ([ASKED, STARTED], "accepted"), ([ASKED, PROGRESSED], "accepted")],
)
def test_whether_the_cloud_has_it(happened, start):
    assert read_history(happened).start == start


def test_resumes_and_lines():
    lines = e.Logged(phase="build", lines=("a", "a")), e.Logged(phase="upload", lines=("b",))
    found = read_history([e.Resumed(), *lines, e.Resumed()])
    assert found == History(2, "not asked", (("build", "a"), ("build", "a"), ("upload", "b")))
    assert found.build_log == {"a": 2}
