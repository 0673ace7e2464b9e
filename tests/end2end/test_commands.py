"""Every command a script can call: `--json`, its exit code, and what it prints."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp

import pytest

from motiad.cli.main import COMMANDS, GROUPS

from .conftest import PREPARED


def keys(line):
    return set(json.loads(line))


def test_every_command_is_in_one_of_these_tables():
    alone = {"serve", "local-cloud", "demo", "completion"}
    assert {row[0][0] for row in BEFORE} | {row[0][0] for row in AFTER} | alone == {*COMMANDS, *GROUPS}


BEFORE = [  # where nothing has happened yet: arguments, exit code, keys of the last line
    (["list"], 0, None),
    (["clean"], 0, {"what", "bytes"}),
    (["logout", "--cloud", "local"], 0, {"success", "cloud"}),
    (["login"], 1, {"success", "error", "code", "hint"}),
    (["deploy", "--project", "EMPTY", "--cloud", "local"], 2, {"success", "error", "code", "hint"}),
    (["cloud", "deploy", "--project", "EMPTY"], 2, {"success", "error", "code", "hint"}),
    (["build", "--project", "EMPTY"], 2, {"success", "error", "code", "hint"}),
    (["sample", "/dev/null/x"], 2, {"success", "error", "code", "hint"}),
    (["deploy", "--timeout", "0"], 2, {"success", "error", "code", "hint"}),
    (["service", "status"], 6, None),
]


@pytest.mark.parametrize(("arguments", "code", "expected"), BEFORE, ids=lambda value: str(value)[:30])
def test_before_anything_was_deployed(motiad, tmp_path, arguments, code, expected):
    (tmp_path / "empty").mkdir()
    motiad.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    words = [str(tmp_path / "empty") if word == "EMPTY" else word for word in arguments]
    ended = motiad.run(*words, "--json", stdin="a-very-secret-key\n")
    assert ended.code == code, ended.out + ended.err
    assert "\x1b" not in ended.out + ended.err
    lines = ended.out.splitlines()
    assert (keys(lines[-1]) if lines and expected else None) == expected


AFTER = [  # once a deployment has completed
    (["status", "ID"], 0, {"id", "status", "progress"}),
    (["watch", "ID"], 0, {"id", "status", "progress"}),
    (["list"], 0, {"id", "status", "progress"}),
    (["logs", "ID"], 0, {"number", "phase", "text", "at"}),
    (["logs", "ID", "--phase", "build", "--follow", "--timeout", "100"], 0, {"number", "phase", "text", "at"}),
    (["logs", "ID", "--phase", "nonsense"], 2, {"success", "error", "code"}),
    (["list", "--status", "nonsense"], 2, {"success", "error", "code"}),
    (["cancel", "ID"], 1, {"success", "error", "code"}),
    (["retry", "ID"], 1, {"success", "error", "code"}),
    (["redeploy", "nobody"], 2, {"success", "error", "code"}),
    (["status", "nobody"], 2, {"success", "error", "code"}),
    (["watch", "nobody", "--timeout", "100"], 2, {"success", "error", "code"}),
    (["cancel", "nobody"], 2, {"success", "error", "code"}),
    (["doctor", "--cloud", "local", "--project", "PROJECT"], 0, {"name", "status", "found"}),
]


@pytest.mark.node
def test_after_a_deployment(motiad, sample):
    serving = motiad.start("serve", "--cloud", "local", "--json")
    assert keys(serving.stdout.readline()) >= {"url", "ws_url", "pid", "version"}
    assert motiad.run("serve", "--json").code == 0, "it runs already"
    ended = motiad.run(
        "deploy", "--project", sample, "--cloud", "local", "-v", "v1", "-d", "first", "-s", "env-1", "-n", "desk",
        "--environment-name", "staging", "-c", "-p", "old", "--json", environ={"CI": "true"},
    )  # fmt: skip
    assert ended.code == 0, ended.err
    assert "--project-id is deprecated" in ended.err
    deployment_id = ended.lines[-1]["id"]
    for arguments, code, expected in AFTER:
        given = {"ID": deployment_id, "PROJECT": sample}
        ran = motiad.run(*(given.get(word, word) for word in arguments), "--json")
        assert ran.code == code, (arguments, ran.out, ran.err)
        assert keys(ran.out.splitlines()[-1]) >= expected, arguments


def test_the_local_cloud_says_where_it_is(motiad, tmp_path):
    child = motiad.start("local-cloud", "--data", tmp_path / "cloud", "--json")
    assert keys(child.stdout.readline()) == {"url", "wsUrl", "data"}
    child.send_signal(signal.SIGTERM)
    assert child.wait(60) == 0


@pytest.mark.parametrize(
    ("environ", "coloured"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
)
def test_colour_is_only_where_it_is_wanted_and_nothing_moves_off_a_terminal(motiad, environ, coloured):
    ended = motiad.run("doctor", "--cloud", "local", environ=environ)
    assert ("\x1b[3" in ended.out) is coloured
    assert "\x1b[?25" not in ended.out and "\r" not in ended.out


def test_a_build_that_takes_too_long_is_stopped(motiad, tmp_path):
    (tmp_path / "project" / "src").mkdir(parents=True)
    (tmp_path / "project" / "src" / "slow_step.py").write_text("import time\ntime.sleep(60)\n")
    ended = motiad.run("build", "--project", tmp_path / "project", "--timeout", "1", "--json")
    assert (ended.code, ended.lines[-1]["code"]) == (3, "BUILD_FAILED")
    assert "longer than 1 s" in ended.lines[-1]["error"]


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("motiad re", {"redeploy", "retry"}),
        ("motiad deploy --env", {"--environment-id", "--environment-name", "--env-file"}),
        ("motiad service ", {"install", "status", "uninstall"}),
    ],
)
def test_bash_completes(tmp_path, line, offered):
    (tmp_path / "motiad").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m motiad "$@"\n')
    (tmp_path / "motiad").chmod(0o755)
    words = line.split(" ")
    script = f"""eval "$(motiad completion bash)"
COMP_WORDS=({" ".join(f'"{word}"' for word in words)}) COMP_CWORD={len(words) - 1}
_motiad_completion motiad
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    environ = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    ended = subprocess.run(["bash", "-c", script], env=environ, capture_output=True, text=True, timeout=150)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert set(ended.stdout.split()) == offered


@pytest.mark.parametrize(("shell", "word"), [("zsh", "#compdef motiad"), ("fish", "complete --command motiad")])
def test_other_shells_get_their_script(motiad, shell, word):
    ended = motiad.run("completion", shell)
    assert ended.code == 0 and word in ended.out


def without_root() -> list[str]:
    """Return what runs a program as a user nobody knows, or nothing where this one cannot."""
    strange = ["setpriv", "--reuid", "54321", "--regid", "54321", "--clear-groups", "--bounding-set", "-all"]
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("setpriv"):
        return []
    look = f"import motiad, os; os.listdir({str(PREPARED)!r})"
    again = [
        *strange,
        "sh",
        "-c",
        'exec "$0" -c "$1"',
        sys.executable,
        look,
    ]  # a first program is still started as root
    can = subprocess.run(again, capture_output=True, timeout=150)
    return strange if can.returncode == 0 else []


@pytest.fixture
def everyones():
    """A folder that every user may look into; pytest's own are its user's alone."""
    folder = Path(mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.node
def test_a_container_with_neither_home_nor_bus_nor_keyring(motiad, sample, tmp_path, everyones):
    """`env -i`: nothing but PATH and the key; where possible as a user without an entry among the users."""
    cloud = motiad.start("local-cloud", "--data", tmp_path / "cloud")
    url = cloud.stdout.readline().split("listens on ")[1].split()[0]
    for place in ("src/reports", "requirements.txt"):  # Python packages would come from a registry
        path = sample / place
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    temporary, project = everyones / "temporary", everyones / "project"
    temporary.mkdir()
    temporary.chmod(0o777)
    shutil.copytree(sample, project, symlinks=True)
    user = without_root()
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    kept |= {"MOTIA_API_KEY": "a-key", "TMPDIR": str(temporary), "MOTIAD_PORT": "0"}
    kept |= {} if user else {"HOME": "/dev/null/nobody"}
    command = [*user, sys.executable, "-m", "motiad", "deploy", "--project", project, "--cloud", url, "-v", "1"]
    ended = subprocess.run([*command, "--json"], env=kept, cwd="/", capture_output=True, text=True, timeout=170)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert json.loads(ended.stdout.splitlines()[-1])["status"] == "completed"
    folder = temporary / f"motiad-{54321 if user else os.getuid()}"
    assert ended.stderr.splitlines()[0] == f"motiad: There is no home to write to here: {folder} is used."
    assert (folder / "state" / "motiad.sqlite3").exists()
    assert not (folder / "run" / "daemon.json").exists(), "the daemon has ended with it"
    assert {entry.name for entry in project.iterdir()} & {".uv_cache", "dist"} == set()
