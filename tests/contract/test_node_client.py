"""`@motiadev/stream-client-node` against a running motiad that deploys the sample."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from .conftest import Watched
from .daemon import Daemon
from .document import FLOW, State, check_history, check_state, statuses
from .node_watcher import NodeWatcher
from .recordings import ended

pytestmark = pytest.mark.node
Three = tuple[Watched, Watched, Watched]


def test_every_status_is_seen_in_order_every_time(daemon: Daemon, node: NodeWatcher, watched: Three) -> None:
    """The clients joined before the deployments existed: the first state is the item's first, never null."""
    for deployment in watched:
        states = node.seen.wait(deployment.id, ended)
        check_history(states, deployment.id, every_status=True)
        assert states[-1] == daemon.status(deployment.id)


def test_progress_moves_while_the_cloud_deploys(node: NodeWatcher, watched: Three) -> None:
    """A build that finds everything in its cache is over within one update, so it may show 0 alone."""
    for deployment in watched:
        states = node.seen.wait(deployment.id, ended)
        seen = {state["progress"] for state in states if state["status"] == "deploying"}
        assert len(seen) > 2, seen


def test_a_deployment_that_waits_says_so(node: NodeWatcher, watched: Three) -> None:
    second = watched[2]
    idle = [state for state in node.seen.of(second.id) if state["status"] == "idle"]
    assert idle[0]["message"] == "Queued (1 ahead)"
    assert idle[0]["queuePosition"] == 1
    assert all("queuePosition" not in state for state in node.seen.of(second.id) if state["status"] != "idle")


def test_the_alias_shows_the_same(daemon: Daemon, node: NodeWatcher, watched: Three) -> None:
    """Upstream's own name of the stream: group the deployment's id, item `data` (upstream facts, 2)."""
    for deployment in watched:
        states = node.seen.wait(f"{deployment.id} alias", ended)
        check_history(states, deployment.id, every_status=True)
        assert states[-1] == daemon.status(deployment.id)


def test_the_group_shows_deployments_appear_and_change(node: NodeWatcher, watched: Three) -> None:
    def all_ended(groups: Sequence[list[State]]) -> bool:
        return {(deployment.id, "completed") for deployment in watched} <= {
            (state["id"], state["status"]) for state in groups[-1]
        }

    groups = node.seen.wait("group", all_ended)
    for deployment in watched:
        assert deployment.id not in {state["id"] for state in groups[0]}
        states = [state for group in groups for state in group if state["id"] == deployment.id]
        for state in states:
            check_state(state, deployment.id)
        assert statuses(states) == list(FLOW)
        assert states[-1] == node.seen.of(deployment.id)[-1]


def test_who_comes_later_gets_the_state_at_once(
    daemon: Daemon, node: NodeWatcher, watched: Three, workshop: Path
) -> None:
    late = NodeWatcher(workshop, daemon.ws_url)
    late.watch("item", item=watched[0].id)
    late.watch("alias", "__motia.deployment", watched[0].id, "data")
    final = [daemon.status(watched[0].id)]
    assert late.seen.wait("item", bool) == final
    assert late.seen.wait("alias", bool) == final
    assert late.close() == 0, late.complaints


def test_unknown_streams_and_items_leave_the_client_alive(daemon: Daemon, watched: Three, workshop: Path) -> None:
    curious = NodeWatcher(workshop, daemon.ws_url)
    curious.watch("stream", "secrets", "deployments", "x")
    curious.watch("group", "deployment-status", "other", "x")
    curious.watch("item", item="deploy-456")
    curious.watch("known", item=watched[0].id)
    curious.seen.wait("known", bool)
    for name in ("stream", "group"):
        error = curious.seen.wait(f"{name} error", bool)[0]
        assert error["code"] and error["message"]
    assert [curious.seen.of(name) for name in ("stream", "group", "item", "item error")] == [[], [], [], []]
    assert curious.close() == 0, curious.complaints


def test_a_token_may_be_offered_as_subprotocol(daemon: Daemon, watched: Three, workshop: Path) -> None:
    offering = NodeWatcher(workshop, daemon.ws_url, "Authorization", "token-of-the-page")
    offering.watch("item", item=watched[0].id)
    offering.seen.wait("item", ended)
    assert offering.close() == 0, offering.complaints


@pytest.fixture
def example(daemon: Daemon, workshop: Path) -> list[str]:
    """How the documents' Node example is run."""
    return ["node", str(workshop / "examples" / "watch-node.mjs"), daemon.ws_url]


def test_the_example_of_the_docs_prints_the_end(example: list[str], watched: Three) -> None:
    run = subprocess.run([*example, watched[0].id], capture_output=True, text=True, timeout=90, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "Status: completed 100%\n", "")
