"""Bad input from the start: each says what to do, with its exit code and an error object, and never a traceback."""

import os
import shutil
import socket
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest


def deploy(motiad, project, *more, environ=None):
    return motiad.run("deploy", "--project", project, "--json", *more, environ=environ)


def error(ended):
    """The error object: the last line, and all there is when no deployment came to be."""
    last = ended.lines[-1]
    assert last["success"] is False
    return last


def test_a_folder_that_is_not_a_project(motiad, tmp_path):
    (tmp_path / "empty").mkdir()
    ended = deploy(motiad, tmp_path / "empty", "--cloud", "local")
    assert (ended.code, error(ended)["code"]) == (2, "NOT_A_PROJECT")
    assert "empty" in error(ended)["error"] and error(ended)["hint"]


def test_a_folder_that_is_not_there(motiad, tmp_path):
    ended = deploy(motiad, tmp_path / "nowhere", "--cloud", "local")
    assert (ended.code, error(ended)["code"]) == (2, "NOT_A_PROJECT")


def test_a_project_without_steps(motiad, tmp_path):
    (tmp_path / "package.json").write_text("{}")
    ended = deploy(motiad, tmp_path, "--cloud", "local")
    assert (ended.code, error(ended)["code"]) == (3, "NO_STEPS")


def test_no_api_key(motiad, sample):
    ended = deploy(motiad, sample)
    assert (ended.code, error(ended)["code"]) == (4, "NOT_SIGNED_IN")


def test_the_cloud_is_unreachable(motiad, sample):
    with socket.socket() as nobody:  # holds the port, and listens to nobody
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        ended = deploy(motiad, sample, "--cloud", f"http://127.0.0.1:{port}", environ={"MOTIA_API_KEY": "k"})
    assert (ended.code, error(ended)["code"]) == (5, "CLOUD_UNREACHABLE")
    assert str(port) in error(ended)["error"]


class Refusing(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b'{"message": "Invalid API key"}'
        self.send_response(401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def refusing_cloud():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_wrong_api_key(motiad, sample, refusing_cloud):
    ended = deploy(motiad, sample, "--cloud", refusing_cloud, environ={"MOTIA_API_KEY": "wrong-key-123"})
    assert (ended.code, error(ended)["code"]) == (4, "NOT_SIGNED_IN")
    assert "wrong-key-123" not in ended.out + ended.err


@pytest.mark.node
def test_broken_steps_are_all_named_with_their_lines(motiad, sample):
    (sample / "src" / "broken.step.ts").write_text("export const config = {\n  name: 'x',\n  oops oops\n}\n")
    (sample / "src" / "broken_step.py").write_text("config = {'type': 'cron'}\n\ndef handler(:\n    pass\n")
    ended = deploy(motiad, sample, "--cloud", "local")
    assert ended.code == 3
    end = ended.lines[-1]
    assert (end["status"], end["phase"], end["errorCode"]) == ("failed", "build", "BUILD_FAILED")
    rows = {row["packagePath"]: row for row in end["build"] if row["status"] == "error"}
    assert set(rows) == {"src/broken.step.ts", "src/broken_step.py"}
    assert "src/broken.step.ts:3:" in rows["src/broken.step.ts"]["errorMessage"]
    assert "oops oops" in rows["src/broken.step.ts"]["errorMessage"]
    assert "src/broken_step.py:3:" in rows["src/broken_step.py"]["errorMessage"]
    assert "src/broken" in end["error"]


def without(program, tmp_path):
    """A PATH with everything this one has but one program."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for place in reversed(os.environ["PATH"].split(os.pathsep)):
        for file in os.scandir(place) if Path(place).is_dir() else ():
            link = folder / file.name
            if file.name != program:
                link.unlink(missing_ok=True)
                link.symlink_to(file.path)
    return str(folder)


@pytest.mark.node
def test_node_is_missing(motiad, sample, tmp_path):
    path = without("node", tmp_path)
    ended = deploy(motiad, sample, "--cloud", "local", environ={"PATH": path})
    assert ended.code == 3
    end = ended.lines[-1]
    assert (end["status"], end["errorCode"]) == ("failed", "NODE_MISSING")
    assert "Install Node.js" in end["error"]
    doctor = motiad.run("doctor", "--project", sample, "--cloud", "local", "--json", environ={"PATH": path})
    assert doctor.code == 3
    assert {check["name"]: check["status"] for check in doctor.lines}["Node"] == "missing"


def test_what_the_project_does_not_need_may_be_missing(motiad, tmp_path):
    (tmp_path / "project" / "src").mkdir(parents=True)
    (tmp_path / "project" / "src" / "nightly_step.py").write_text("")
    arguments = ["doctor", "--project", tmp_path / "project", "--cloud", "local", "--json"]
    doctor = motiad.run(*arguments, environ={"PATH": str(tmp_path)})
    assert doctor.code == 0, doctor.out


@pytest.mark.node
def test_esbuild_is_missing(motiad, sample):
    shutil.move(sample / "node_modules", sample.parent / "gone")
    ended = deploy(motiad, sample, "--cloud", "local")
    assert ended.lines[-1]["errorCode"] == "ESBUILD_MISSING"
    assert "npm install" in ended.lines[-1]["error"]


def test_a_bad_env_file(motiad, sample):
    (sample / "bad.env").write_text("A=1\nthis is not it\n")
    ended = deploy(motiad, sample, "--cloud", "local", "-e", sample / "bad.env")
    assert (ended.code, error(ended)["code"]) == (2, "ENV_FILE_INVALID")
    assert "line 2" in error(ended)["error"]


@pytest.mark.parametrize("arguments", [["deploy", "--nonsense"], ["serve", "--port", "99999"], ["nonsense"], ["watch"]])
def test_bad_arguments(motiad, arguments):
    ended = motiad.run(*arguments, "--json") if arguments[0] != "serve" else motiad.run(*arguments)
    assert ended.code == 2


def test_an_unknown_deployment(motiad):
    ended = motiad.run("list", "--json")
    assert (ended.code, ended.out) == (0, "")
    ended = motiad.run("status", "nobody", "--json")
    assert error(ended)["code"] in {"NOT_FOUND", "DAEMON_UNAVAILABLE"}
    assert ended.code in {2, 6}


def test_login_needs_a_keyring_and_reads_the_key_from_standard_input(motiad):
    motiad.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    ended = motiad.run("login", stdin="a-very-secret-key\n")
    assert ended.code != 0
    assert "MOTIA_API_KEY" in ended.err
    assert "a-very-secret-key" not in ended.out + ended.err


def test_a_working_folder_that_is_gone(tmp_path):
    (tmp_path / "gone").mkdir()
    motiad = [sys.executable, "-m", "motiad", "doctor"]
    inside = ["sh", "-c", 'cd gone && rmdir ../gone && exec "$@"', "sh", *motiad]
    ended = subprocess.run(inside, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2, ended.stderr
    assert ended.stderr.startswith("motiad: The working folder is gone.")
    assert "Traceback" not in ended.stderr
