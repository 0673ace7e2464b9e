"""A deployment that fails, as the official clients show it (contract, "Error handling")."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from .chromium import Chromium
from .conftest import open_page
from .daemon import Created, Daemon
from .document import State, check_history, statuses
from .node_watcher import NodeWatcher
from .pages import Pages
from .recordings import ended

pytestmark = pytest.mark.node
BROKEN = "src/orders/get-order.step.ts"


@dataclass(frozen=True)
class Failed:
    """A deployment of a project with a syntax error in one step."""

    created: Created
    final: State
    example: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def failed(
    daemon: Daemon,
    node: NodeWatcher,
    pages: Pages,
    debian_chromium: Chromium | None,
    project: Path,
    workshop: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Failed:
    broken = tmp_path_factory.mktemp("broken") / "order-desk"
    shutil.copytree(project, broken, symlinks=True)
    with (broken / BROKEN).open("a") as file:
        file.write("\nexport const oops = {\n")
    created = daemon.create()
    node.watch(created.id, item=created.id)
    if debian_chromium:
        open_page(debian_chromium, pages, daemon, "react", created.id)
    command = ["node", "examples/watch-node.mjs", daemon.ws_url, created.id]
    with subprocess.Popen(command, cwd=workshop, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as example:
        started = daemon.execute(created, project=str(broken))
        assert started.status == 200, started.body
        node.seen.wait(created.id, ended)
        output, errors = example.communicate(timeout=90)
    return Failed(
        created,
        daemon.status(created.id),
        subprocess.CompletedProcess(command, example.returncode, output, errors),
    )


def test_the_failed_state_says_what_and_where(failed: Failed) -> None:
    final = failed.final
    assert (final["status"], final["phase"], final["progress"]) == ("failed", "build", 100)
    assert final["errorCode"] == "BUILD_FAILED"
    assert BROKEN in final["error"]
    rows = {row["packagePath"]: row for row in final["build"]}
    assert rows[BROKEN]["status"] == "error"
    assert rows[BROKEN]["errorMessage"]
    assert [path for path, row in rows.items() if row["status"] == "error"] == [BROKEN]
    assert final["upload"] == []


def test_the_node_client_ends_on_failed(node: NodeWatcher, failed: Failed) -> None:
    states = node.seen.wait(failed.created.id, ended)
    check_history(states, failed.created.id, every_status=False)
    assert statuses(states) == ["idle", "building", "failed"]
    assert states[-1] == failed.final


def test_the_example_of_the_docs_exits_with_1(failed: Failed) -> None:
    assert (failed.example.returncode, failed.example.stderr) == (1, "")
    lines = failed.example.stdout.splitlines()
    assert lines[-1] == "Status: failed 100%"


def test_no_status_is_swallowed_when_all_goes_within_milliseconds(
    daemon: Daemon, node: NodeWatcher, tmp_path: Path
) -> None:
    """A project without steps is at its end before the 50 ms are over in which updates are joined into one."""
    (tmp_path / "package.json").write_text('{"name": "empty"}')
    created = daemon.create()
    node.watch(created.id, item=created.id)
    started = daemon.execute(created, project=str(tmp_path))
    assert started.status == 200, started.body
    states = node.seen.wait(created.id, ended)
    check_history(states, created.id, every_status=False)
    assert statuses(states) == ["idle", "building", "failed"]
    assert states[-1]["errorCode"] == "NO_STEPS"
    assert states[-1] == daemon.status(created.id)


@pytest.mark.chromium
@pytest.mark.usefixtures("chromium")
def test_the_documented_component_shows_the_error(pages: Pages, failed: Failed) -> None:
    shown = pages.seen.wait(
        f"react {failed.created.id} shown", lambda seen: bool(seen) and seen[-1]["lines"][:1] == ["Status: failed"]
    )
    assert shown[-1]["error"] == failed.final["error"]
    assert shown[-1]["progress"] == 100
