"""A whole daemon over a disk that is full, cannot be written, or holds a database that makes no sense."""

import contextlib
import json
import shutil
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

STEP = """config = {{"type": "cron", "name": "Nightly", "cron": "0 3 * * *", "emits": [], "flows": []}}
for number in range({lines}):
    print(f"{{number}} " + "x" * 1000)


async def handler(context):
    return None
"""
UNSHARE = ["unshare", "--map-root-user", "--mount", "sh", "-c"]


@pytest.fixture
def project(tmp_path):
    def make(lines=1):
        folder = tmp_path / "shop"
        (folder / "src").mkdir(parents=True, exist_ok=True)
        (folder / "src" / "nightly_step.py").write_text(STEP.format(lines=lines))
        return folder

    return make


@pytest.fixture
def cloud(motiad, tmp_path):
    """A cloud on another disk."""
    return (
        motiad.start("local-cloud", "--data", tmp_path / "cloud").stdout.readline().split("listens on ")[1].split()[0]
    )


@pytest.fixture
def serve(motiad):
    """Starts a daemon, in mounts of its own where a command for them is given."""

    def start(cloud, mounts=None):
        command = [sys.executable, "-m", "motiad", "--base-dir", motiad.base, "serve", "--cloud", cloud]
        if mounts:
            command = [*UNSHARE, f'{mounts} && exec "$@"', "sh", *command]
        child = subprocess.Popen(
            list(map(str, command)),
            env=motiad.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        motiad.background.append(child)
        assert "listens on" in (child.stdout.readline() or child.stderr.read())
        return child

    return start


@pytest.fixture
def mounting(tmp_path, need):
    """The machine lets a test mount something."""
    (tmp_path / "probe").mkdir()
    probe = [*UNSHARE, f"mount -t tmpfs tmpfs {tmp_path / 'probe'}"]
    can = shutil.which("unshare") and subprocess.run(probe, capture_output=True).returncode == 0
    need(can, "no right to mount anything")


def ask(motiad, path, body=None):
    runtime = motiad.runtime()
    headers = {"Authorization": f"Bearer {runtime['token']}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(runtime["url"] + path, data, headers), timeout=60) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def start_body(project, name="new"):
    return {"deploymentId": name, "deploymentToken": "a-token", "project": str(project)}


def deployed(motiad, project, cloud):
    done = motiad.run("deploy", "--project", project, "--cloud", cloud, "-v", "v1", "--json")
    assert done.code == 0, done.err
    return done.lines[-1]


def refused_everywhere(motiad, project, cloud, status, code):
    """A start is refused over HTTP and by the command line, with code, sentence and hint."""
    answered, error = ask(motiad, "/cloud/deploy/start", start_body(project))
    assert (answered, error["code"]) == (status, code)
    assert error["hint"]
    ended = motiad.run("deploy", "--project", project, "--cloud", cloud, "--json")
    assert (ended.code, ended.lines[-1]["code"]) == (6, code)


def fill(file):
    """Write a file as large as its disk allows."""
    with file.open("wb", buffering=0) as out, contextlib.suppress(OSError):
        while out.write(bytes(4096)):
            pass


def test_history_can_be_read_where_nothing_can_be_written(motiad, project, cloud, serve, mounting):
    folder = project()
    end = deployed(motiad, folder, cloud)
    state = motiad.base / "state"
    before = (state / "motiad.sqlite3").read_bytes()
    child = serve(cloud, f"mount --bind {state} {state} && mount -o remount,ro,bind {state}")
    health = ask(motiad, "/health")[1]
    assert health["status"] == "degraded"
    assert "Read-only file system" in health["problem"]
    assert "Nothing can be deployed" in health["problem"]
    assert motiad.run("status", end["id"], "--json").lines == [end]
    assert len(motiad.run("logs", end["id"], "--json").lines) > 3
    refused_everywhere(motiad, folder, cloud, 503, "STORE_UNUSABLE")
    child.terminate()
    assert child.wait(60) == 0
    assert (state / "motiad.sqlite3").read_bytes() == before
    serve(cloud)
    assert ask(motiad, "/health")[1]["status"] == "ok"
    assert [item["id"] for item in motiad.run("list", "--json").lines] == [end["id"]]


def test_a_local_cloud_on_a_disk_that_cannot_be_written_is_told(motiad, project, serve, mounting):
    state = motiad.base / "state"
    state.mkdir(parents=True, mode=0o700)
    child = serve("local", f"mount --bind {state} {state} && mount -o remount,ro,bind {state}")
    assert ask(motiad, "/health")[1]["status"] == "degraded"
    ended = motiad.run("deploy", "--project", project(), "--cloud", "local", "--json")
    assert (ended.code, ended.lines[-1]["code"]) == (5, "CLOUD_UNREACHABLE")
    assert "Read-only file system" in ended.lines[-1]["error"]
    assert motiad.run("list", "--json").code == 0
    child.terminate()
    out, err = child.communicate(timeout=25)
    assert (child.returncode, err) == (0, ""), out
    assert list(state.iterdir()) == []


def test_a_newer_schema_is_left_alone_and_said(motiad, project, cloud, serve):
    folder = project()
    end = deployed(motiad, folder, cloud)
    file = motiad.base / "state" / "motiad.sqlite3"
    with sqlite3.connect(file) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        connection.execute("PRAGMA user_version = 9999")
    connection.close()
    before = file.read_bytes()
    child = serve(cloud)
    health = ask(motiad, "/health")[1]
    assert (health["status"], "newer motiad" in health["problem"]) == ("degraded", True)
    refused_everywhere(motiad, folder, cloud, 503, "STORE_UNUSABLE")
    child.terminate()
    assert child.wait(60) == 0
    assert file.read_bytes() == before
    with sqlite3.connect(file) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    serve(cloud)
    assert motiad.run("status", end["id"], "--json").lines == [end]


def test_a_damaged_database_is_set_aside_and_work_goes_on(motiad, project, cloud, serve):
    folder = project()
    deployed(motiad, folder, cloud)
    file = motiad.base / "state" / "motiad.sqlite3"
    damaged = b"garbage" * 500
    file.write_bytes(damaged)
    serve(cloud)
    health = ask(motiad, "/health")[1]
    assert health["status"] == "degraded"
    (aside,) = file.parent.glob("*.corrupt-*")
    assert str(aside) in health["problem"]
    assert aside.read_bytes() == damaged
    assert deployed(motiad, folder, cloud)["status"] == "completed"


def test_a_disk_that_fills_up_ends_the_deployment_and_nothing_else(motiad, project, cloud, serve, mounting):
    folder = project()
    state = motiad.base / "state"
    state.mkdir(parents=True, mode=0o700)
    child = serve(cloud, f"mount -t tmpfs -o size=3m tmpfs {state}")
    first = deployed(motiad, folder, cloud)
    ended = motiad.run("deploy", "--project", project(4000), "--cloud", cloud, "--json")
    assert ended.code != 0
    assert (ended.lines[-1]["status"], ended.lines[-1]["errorCode"]) == ("failed", "STORAGE_FULL"), ended.out[-500:]
    kept = ask(motiad, f"/cloud/deploy/status/{ended.lines[-1]['id']}")[1]["deployment"]
    assert (kept["status"], kept["errorCode"]) == ("failed", "STORAGE_FULL")
    filler = Path(f"/proc/{child.pid}/root{state}/filler")
    fill(filler)
    refused_everywhere(motiad, folder, cloud, 507, "STORAGE_FULL")
    health = ask(motiad, "/health")[1]
    assert (health["status"], "is full" in health["problem"]) == ("degraded", True)
    filler.unlink()
    assert deployed(motiad, project(), cloud)["status"] == "completed"
    assert ask(motiad, "/health")[1]["status"] == "ok"
    assert ask(motiad, f"/cloud/deploy/status/{first['id']}")[1]["deployment"]["status"] == "completed"
    child.terminate()
    assert child.wait(60) == 0
