"""The official clients across a crash and a restart of the daemon: they reconnect by themselves after two seconds."""

import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from .chromium import Chromium
from .conftest import open_page
from .daemon import Daemon
from .document import State, check_history
from .node_watcher import NodeWatcher
from .pages import Pages
from .recordings import ended

pytestmark = pytest.mark.node
ENDLESS = """export const config = { type: 'cron', name: 'Endless', cron: '* * * * *', emits: [], flows: [] }
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
export const handler = async () => {}
"""


@dataclass(frozen=True)
class Restarted:
    """What was left of a deployment whose daemon was killed, and one that came after the restart."""

    daemon: Daemon
    watcher: NodeWatcher
    killed: str
    after: str


@pytest.fixture(scope="module")
def restarted(
    project: Path,
    workshop: Path,
    pages: Pages,
    debian_chromium: Chromium | None,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Restarted]:
    endless = Path(shutil.copytree(project, tmp_path_factory.mktemp("endless") / "order-desk", symlinks=True))
    (endless / "src" / "endless.step.ts").write_text(ENDLESS)
    daemon = Daemon(project, tmp_path_factory.mktemp("motiad"))
    daemon.start()
    killed, after = daemon.create(), daemon.create()
    watcher = NodeWatcher(workshop, daemon.ws_url, steady=True)
    watcher.watch("group")
    for created in (killed, after):
        watcher.watch(created.id, item=created.id)
        if debian_chromium:
            for page in ("react", "browser"):
                open_page(debian_chromium, pages, daemon, page, created.id)
    assert daemon.execute(killed, project=str(endless)).status == 200
    watcher.seen.wait(killed.id, lambda states: bool(states) and states[-1]["status"] == "building")
    daemon.stop(signal.SIGKILL)
    daemon.start()
    watcher.seen.wait(killed.id, ended)
    assert daemon.execute(after).status == 200
    watcher.seen.wait(after.id, ended)
    yield Restarted(daemon, watcher, killed.id, after.id)
    daemon.close()
    assert watcher.close() == 0, watcher.complaints


def check(restarted: Restarted, seen: Callable[[str], list[State]]) -> None:
    """Check that a client ended on the state the daemon tells, and saw nothing go back on the way."""
    for deployment_id in (restarted.killed, restarted.after):
        states = seen(deployment_id)
        check_history(states, deployment_id, every_status=False)
        assert states[-1] == restarted.daemon.status(deployment_id)


def test_the_deployment_that_lost_its_secrets_says_so(restarted: Restarted) -> None:
    final = restarted.daemon.status(restarted.killed)
    assert (final["status"], final["errorCode"], final["phase"]) == ("failed", "SECRETS_UNAVAILABLE", "build")
    assert "motiad was restarted" in final["error"]


def test_the_node_client_ends_on_the_right_states(restarted: Restarted) -> None:
    check(restarted, lambda deployment_id: restarted.watcher.seen.wait(deployment_id, ended))


def test_the_group_shows_both_after_the_restart(restarted: Restarted) -> None:
    wanted = {(restarted.killed, "failed"), (restarted.after, "completed")}
    restarted.watcher.seen.wait(
        "group", lambda groups: {(state["id"], state["status"]) for state in groups[-1]} == wanted
    )


@pytest.mark.chromium
@pytest.mark.usefixtures("chromium")
@pytest.mark.parametrize("page", ["react", "browser"])
def test_pages_end_on_the_right_states(restarted: Restarted, pages: Pages, page: str) -> None:
    check(restarted, lambda deployment_id: pages.seen.wait(f"{page} {deployment_id} data", ended))
    for deployment_id in (restarted.killed, restarted.after):
        assert pages.seen.of(f"{page} {deployment_id} error") == []


def test_an_orderly_stop_ends_with_0_and_keeps_the_states(restarted: Restarted) -> None:
    before = [restarted.daemon.status(each) for each in (restarted.killed, restarted.after)]
    assert restarted.daemon.stop() == 0
    restarted.daemon.start()
    assert [restarted.daemon.status(each) for each in (restarted.killed, restarted.after)] == before
