"""`motiad` from the outside, deploying the sample project to the local cloud."""

import json
import signal
import socket
import time
import urllib.request
import zipfile

import pytest


def wait_for(condition, seconds=60.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")


def serve(motiad, *arguments):
    child = motiad.start("serve", *arguments)
    wait_for(lambda: (motiad.base / "run" / "daemon.json").exists() or child.poll() is not None)
    assert child.poll() is None, child.stderr.read()
    return child


@pytest.mark.node
def test_deploy_prints_every_state_and_ends_with_the_last_one(motiad, sample):
    (sample / "my.env").write_text('NODE_ENV=production\nDATABASE_URL="postgres://user:hunter2-secret@db/x"\n')
    ended = motiad.run(
        "deploy", "--project", sample, "--cloud", "local", "-v", "v7", "--environment-name", "staging",
        "-e", sample / "my.env", "--json",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    states = ended.lines
    statuses = list(dict.fromkeys(state["status"] for state in states if state["status"] != "idle"))
    assert statuses == ["building", "uploading", "deploying", "completed"]
    end = states[-1]
    assert (end["progress"], end["phase"], end["version"]) == (100, None, "v7")
    assert end["metadata"]["environment"] == "staging"
    assert end["metadata"]["totalSteps"] == len(end["build"]) == 10
    assert "hunter2-secret" not in ended.out
    for path in motiad.base.rglob("*"):
        if path.is_file() and path.suffix != ".zip":
            assert b"hunter2-secret" not in path.read_bytes(), path
    assert not (motiad.base / "run" / "daemon.json").exists(), "the daemon it started has ended"


@pytest.mark.node
def test_the_official_spelling_works_and_speaks_to_people(motiad, sample):
    ended = motiad.run("cloud", "deploy", "--project", sample, "--cloud", "local", "--ci", "-v", "v1")
    assert ended.code == 0, ended.err
    assert "\x1b" not in ended.out, "no colour where there is no terminal"
    assert ended.out.index("Build") < ended.out.index("create-order.step.ts") < ended.out.index("Upload")
    assert "✓ Deployment completed in" in ended.out


@pytest.mark.node
def test_history_survives_a_restart(motiad, sample):
    end = motiad.run("deploy", "--project", sample, "--cloud", "local", "-v", "v1", "--json").lines[-1]
    serve(motiad, "--cloud", "local")
    listed = motiad.run("list", "--json").lines
    assert [(item["version"], item["status"]) for item in listed] == [("v1", "completed")]
    deployment_id = listed[0]["id"]
    assert motiad.run("status", deployment_id, "--json").lines == [end]
    logs = motiad.run("logs", deployment_id, "--json").lines
    assert {line["phase"] for line in logs} == {"build", "upload", "deploy"}
    assert [line["number"] for line in logs] == sorted({line["number"] for line in logs})
    assert motiad.run("watch", deployment_id).code == 0
    shown = motiad.run("list").out
    assert "v1" in shown and listed[0]["id"] in shown, "an id is there to be copied"


@pytest.mark.node
def test_a_kill_without_a_keyring_ends_the_deployment_and_says_why(motiad, gated):
    motiad.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    child = serve(motiad, "--project", gated.folder, "--cloud", "local")
    motiad.run("deploy", "--project", gated.folder, "--cloud", "local", "--detach", "-v", "v1")
    child.kill()
    child.wait()
    item = motiad.run("list", "--json").lines[0]
    assert (item["status"], item["errorCode"]) == ("failed", "SECRETS_UNAVAILABLE")
    assert "motiad was restarted" in item["error"]


@pytest.mark.node
def test_ctrl_c_cancels_while_it_builds(motiad, sample):
    (sample / "src" / "slow.step.ts").write_text(
        "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 25000);\n"
        "export const config = {type: 'cron', name: 'Slow', cron: '* * * * *', emits: [], flows: []};\n"
        "export const handler = async () => {};\n"
    )
    child = motiad.start("deploy", "--project", sample, "--cloud", "local", "--json")
    for line in child.stdout:
        if json.loads(line)["status"] == "building":
            break
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=100)
    assert child.returncode == 130, out + err
    assert json.loads(out.splitlines()[-1])["errorCode"] == "CANCELLED"


def test_time_runs_out_and_the_deployment_goes_on(motiad, gated):
    serve(motiad, "--cloud", "local")
    ended = motiad.run("deploy", "--project", gated.folder, "--cloud", "local", "--timeout", "3", "--json")
    assert ended.code == 7
    assert ended.lines[-1]["code"] == "TIMED_OUT"
    item = motiad.run("list", "--json").lines[0]
    gated.open()
    assert motiad.run("watch", item["id"], "--json").lines[-1]["status"] == "completed"


@pytest.mark.node
def test_build_writes_what_a_deployment_uploads(motiad, sample, tmp_path):
    ended = motiad.run("build", "--project", sample, "--out", tmp_path / "out", "--json")
    assert ended.code == 0, ended.err
    manifest = json.loads((tmp_path / "out" / "motia.steps.json").read_text())
    assert set(manifest) == {"steps", "streams", "routers"}
    for bundle in [*manifest["steps"], *manifest["routers"].values()]:
        assert zipfile.ZipFile(tmp_path / "out" / bundle).testzip() is None
    assert ended.lines[-1]["bundles"] == len(manifest["steps"]) + len(manifest["routers"])


def test_one_base_dir_has_one_daemon(motiad, tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    for project in (one, other):
        (project / "src").mkdir(parents=True)
        (project / "src" / "a.step.ts").write_text("")
    serve(motiad, "--project", one, "--cloud", "local")
    again = motiad.run("serve", "--project", one)
    assert again.code == 0 and str(one) in again.out
    assert motiad.run("serve", "--project", other).code == 6


def test_a_taken_port_is_said_and_the_next_one_used(motiad, tmp_path):
    taken = socket.create_server(("127.0.0.1", 0))
    port = taken.getsockname()[1]
    strict = motiad.run("serve", "--port", port, "--strict-port", "--cloud", "local")
    assert strict.code == 6 and str(port) in strict.err
    serve(motiad, "--port", port, "--cloud", "local")
    url = motiad.runtime()["url"]
    assert not url.endswith(f":{port}")
    with urllib.request.urlopen(f"{url}/health", timeout=60) as answer:
        health = json.loads(answer.read())
    assert (health["status"], health["cloud"], health["project"]) == ("ok", "local", None)
    taken.close()


def test_sigterm_ends_the_daemon_in_order(motiad):
    child = serve(motiad, "--cloud", "local")
    assert (motiad.base / "run" / "daemon.json").stat().st_mode & 0o777 == 0o600
    child.send_signal(signal.SIGTERM)
    assert child.wait(timeout=60) == 0
    assert not (motiad.base / "run" / "daemon.json").exists()


def test_the_local_cloud_alone_takes_a_deployment(motiad, tmp_path):
    child = motiad.start("local-cloud", "--data", tmp_path / "cloud")
    first = child.stdout.readline()
    url = first.split("listens on ")[1].split()[0]
    ended = motiad.run("deploy", "--project", tmp_path, "--cloud", url)
    assert ended.code == 2, "an empty folder is no project, whatever the cloud"
    child.send_signal(signal.SIGTERM)
    assert child.wait(timeout=60) == 0


def test_an_idle_daemon_ends_by_itself(motiad):
    motiad.tap.close()  # a listener keeps it
    motiad.environ["MOTIAD_IDLE_SECONDS"] = "0.3"
    child = motiad.start("serve", "--cloud", "local", "--on-demand")
    assert "listens on" in child.stdout.readline()
    assert child.wait(timeout=60) == 0


def test_clean_frees_the_caches_beside_a_running_daemon(motiad):
    (motiad.base / "cache" / "packages" / "p").mkdir(parents=True)
    (motiad.base / "cache" / "packages" / "p" / "content").write_bytes(bytes(3_000_000))
    serve(motiad, "--cloud", "local")
    assert "build cache: 3.0 MB freed" in motiad.run("clean").out
    child_free = motiad.run("clean", "--json")
    assert child_free.code == 0
    assert {line["what"] for line in child_free.lines} == {"build cache", "local cloud's bundles"}
