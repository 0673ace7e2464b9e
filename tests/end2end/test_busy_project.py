"""A project whose line is full, as a person meets it at the command line (`security-reliability.md`, section 2)."""

import signal
import time

from motiad.client import Motiad
from motiad.contract.cloud import CreateRequest
from motiad.pipeline.scheduler import QUEUE_LIMIT

STEPS = 4
"""Two changes each at the local cloud, a minute apart where it is slow: longer than a test may take."""
STEP = """config = {"type": "cron", "name": "Nightly", "cron": "0 3 * * *", "emits": [], "flows": []}


async def handler(context):
    return None
"""


def serve(motiad, delay):
    child = motiad.start("serve", "--cloud", "local", environ={"MOTIAD_LOCAL_CLOUD_DELAY": delay})
    assert "listens on" in child.stdout.readline()
    return child


def refused(ended, code):
    assert (ended.code, ended.lines[-1]["code"]) == (1, code), ended.out
    return ended.lines[-1]


def test_a_full_line_is_told_and_an_accepted_retry_is_followed_to_its_end(motiad, tmp_path):
    shop = tmp_path / "shop"
    (shop / "src").mkdir(parents=True)
    for number in range(STEPS):
        (shop / "src" / f"nightly_{number}_step.py").write_text(STEP.replace("Nightly", f"Nightly {number}"))
    child = serve(motiad, "60")
    with Motiad(motiad.base, start=False) as daemon:

        def deploy():
            return daemon.deploy(shop, CreateRequest(version_name="v1"), api_key="any", cloud="local")

        first = deploy()
        deadline = time.monotonic() + 60
        while (state := daemon.status(first)).status != "deploying":
            assert not state.terminal and time.monotonic() < deadline, state
            time.sleep(0.02)
        waiting = [deploy() for _ in range(QUEUE_LIMIT)]
        full = motiad.run("deploy", "--project", shop, "--cloud", "local", "--json")
        assert f"{QUEUE_LIMIT} deployments of shop are already waiting" in refused(full, "QUEUE_FULL")["error"]
        again = motiad.run("redeploy", first, "--json")
        assert f"`motiad watch {first}`" in refused(again, "DEPLOYMENT_CONFLICT")["hint"]
        cancelled = waiting.pop()
        assert motiad.run("cancel", cancelled, "--json").lines[-1]["errorCode"] == "CANCELLED"
        waiting.append(deploy())
        refused(motiad.run("retry", cancelled, "--json"), "QUEUE_FULL")
        for each in waiting:
            daemon.cancel(each)
        impatient = motiad.run("retry", cancelled, "--timeout", "0.5", "--json")
        assert (impatient.code, impatient.lines[-1]["code"]) == (7, "TIMED_OUT")
        assert (daemon.status(cancelled).message, daemon.status(cancelled).attempt) == ("Queued (1 ahead)", 2)
        daemon.cancel(cancelled)
    child.send_signal(signal.SIGTERM)
    assert child.wait(25) == 0
    serve(motiad, "0.01")
    retried = motiad.run("retry", cancelled, "--json")
    assert (retried.code, retried.lines[-1]["status"], retried.lines[-1]["attempt"]) == (0, "completed", 3)
