"""SIGTERM at any moment ends the daemon in order, and what it was doing goes on afterwards."""

import contextlib
import signal
import sys
import threading
import time

import pytest

from .harness import STEP, Harness

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for orphans in /proc")
STOP_SECONDS = 25.0
GATE = """import pathlib, time
while pathlib.Path({gate!r}).exists():
    time.sleep(0.02)
"""


@pytest.fixture
def harness(tmp_path):
    harness = Harness(tmp_path, seed=3, number=signal.SIGTERM)
    yield harness
    harness.close()


@pytest.fixture
def until(harness):
    """Waits for what another process does."""

    def wait(condition, told):
        deadline = time.monotonic() + 60
        while not condition():
            assert time.monotonic() < deadline, told()
            time.sleep(0.02)

    return wait


def test_an_orderly_stop_at_any_moment_is_survived(harness):
    figures = harness.run(12)
    assert figures.faults == [], str(figures)
    assert figures.slowest_stop < STOP_SECONDS
    assert figures.ends["completed"] >= 5


def test_a_hung_keyring_does_not_stop_the_stop(harness, tmp_path):
    (tmp_path / "hang").touch()
    assert harness._start(None)
    began = time.monotonic()
    harness._end(signal.SIGTERM)
    assert time.monotonic() - began < STOP_SECONDS
    assert harness.figures.faults == []


def arrived(phase, state):
    """Whether a deployment stands where the test holds it."""
    if phase == "queued":
        return state.get("queuePosition") == 1
    if phase == "deploying":
        return "The cloud accepted the deployment" in state.get("deployLogs", ())
    return state.get("status") == phase


@pytest.mark.parametrize(
    ("phase", "hung"),
    [("queued", False), ("building", False), ("uploading", False), ("deploying", False), ("uploading", True)],
    ids=["queued", "building", "uploading", "deploying", "uploading with a hung keyring"],
)
def test_motiad_serve_ends_in_order_and_the_next_one_goes_on(harness, until, tmp_path, phase, hung):
    shop, blog = harness.projects
    gate = tmp_path / f"hold-{'building' if phase == 'queued' else phase}"
    gate.touch()
    (shop / "src" / "one_step.py").write_text(
        GATE.format(gate=str(tmp_path / "hold-building")) + STEP.format(name="one")
    )
    deployments = [harness._create(shop) for _ in range(2 if phase == "queued" else 1)]
    assert harness._start(None, serve=True)
    harness._post(deployments)
    held = deployments[-1]
    until(lambda: arrived(phase, harness._state(held)), lambda: harness._state(held))
    other = harness._create(blog)
    asking = threading.Thread(target=harness._post, args=([other],))
    if hung:
        (tmp_path / "hang").touch()
        asking.start()  # its secrets are on their way into the keyring
        until((tmp_path / "hung").exists, lambda: "nobody asks the keyring")
    began = time.monotonic()
    harness._end(signal.SIGTERM)
    assert time.monotonic() - began < STOP_SECONDS
    assert not (tmp_path / "base" / "run" / "daemon.json").exists()
    if hung:
        asking.join(30)
        (tmp_path / "hang").unlink()
    harness._check_orphans()
    assert harness._start(None, serve=True)
    assert harness._state(held)["status"] == ("idle" if phase == "queued" else phase)
    gate.unlink()
    harness._post([other])
    for each in [*deployments, other]:
        until(lambda each=each: harness._ended(each), lambda each=each: harness._state(each))
    ends = [harness._state(each) for each in deployments]
    assert [(end["status"], end.get("attempt", 1)) for end in ends] == [("completed", 1)] * len(ends)
    with contextlib.suppress(FileNotFoundError):
        assert "Traceback" not in (tmp_path / "base" / "output.txt").read_text()
    harness._end(signal.SIGTERM)
    harness._check_ledger()
    assert harness.figures.faults == []
