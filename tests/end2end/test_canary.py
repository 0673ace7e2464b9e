"""The canary finds what it has to find: every end-to-end test relies on it."""

import base64
import json
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import ExitStack
from urllib.parse import quote

import pytest

from .canary import Canary

WAIT = "import sys; sys.stdin.read()"


@pytest.fixture
def canary(tmp_path):
    planted = Canary(tmp_path / "planted")
    yield planted
    planted.close()


@pytest.mark.parametrize(
    "spelled",
    [
        lambda value: value,
        lambda value: quote(value, safe=""),
        json.dumps,
        lambda value: value.encode().hex(),
        lambda value: value.encode().hex().upper(),
        lambda value: base64.b64encode(value.encode()).decode(),
        lambda value: base64.b64encode(f"a{value}".encode()).decode(),
        lambda value: base64.urlsafe_b64encode(f"ab{value}".encode()).decode(),
    ],
)
def test_every_planted_secret_is_found_in_every_spelling(canary, tmp_path, spelled):
    (tmp_path / "base" / "log").mkdir(parents=True)
    for secret in (canary.api_key, *canary.envs.values()):
        (tmp_path / "base" / "log" / "x.log").write_text(f"before {spelled(secret)} after")
        assert canary.hits([tmp_path / "base"])
        assert canary.hits(texts=[f"<{spelled(secret)}>"])
    (tmp_path / "base" / "log" / "x.log").write_text("nothing")
    assert canary.hits([tmp_path / "base"], ["nothing"]) == []


def test_tokens_the_keyring_was_given_are_found_when_they_are_gone_from_it(canary, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(canary.environ["PYTHONPATH"].split(":")[0])
    monkeypatch.setenv("WATCHED_KEYRING", str(canary.keyring))
    from watched_keyring import WatchedKeyring

    keyring = WatchedKeyring()
    keyring.set_password("motiad/x/d1/0", "motiad", '1 0123456789abcdef {"token": "tok-of-d1", "envs": {}}')
    assert len(canary.kept()) == 1
    keyring.delete_password("motiad/x/d1/0", "motiad")
    assert canary.kept() == []
    assert canary.hits(texts=["has tok-of-d1 in it"])


def test_a_secret_in_a_zip_or_in_a_write_ahead_log_is_found(canary, tmp_path):
    base = tmp_path / "base"
    base.mkdir()
    with zipfile.ZipFile(base / "bundle.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.js", "x" * 500 + canary.api_key)
    [hit] = canary.hits([base])
    assert "bundle.zip: a.js" in hit
    (base / "bundle.zip").unlink()
    database = sqlite3.connect(base / "motiad.sqlite3")
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("CREATE TABLE t (x)")
    database.execute("INSERT INTO t VALUES (?)", [canary.envs["CANARY_DATABASE_URL"]])
    database.commit()
    assert any("sqlite3-wal" in hit for hit in canary.hits([base]))
    database.close()


@pytest.mark.parametrize("place", ["cmdline", "environ"])
def test_a_secret_in_a_process_is_found_unless_it_was_given_there(canary, place):
    given = [sys.executable, "-c", WAIT, *([canary.api_key] if place == "cmdline" else [])]
    environ = {"KEY": canary.api_key} if place == "environ" else {}
    with ExitStack() as stack:
        excused, other = (
            stack.enter_context(subprocess.Popen(given, env=environ, stdin=subprocess.PIPE)) for _ in range(2)
        )
        deadline = time.monotonic() + 60
        while not all(any(f"process {child.pid} " in hit for hit in canary.hits()) for child in (excused, other)):
            assert time.monotonic() < deadline, canary.hits()
            time.sleep(0.05)
        canary.excused.add(excused.pid)
        [hit] = {hit.split(" in ", 1)[1] for hit in canary.hits()}
        assert hit.startswith(f"process {other.pid} ")


def test_between_fork_and_exec_a_child_shows_what_its_parent_was_given(canary):
    """Such a child is not taken for one that was given it."""
    forks = (
        "import os, sys; os.fork() or (sys.stdin.read(), os._exit(0)); print(flush=True); sys.stdin.read(); os.wait()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", forks], env={"KEY": canary.api_key}, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        parent.stdout.readline()
        canary.looked(2)
        canary.excused.add(parent.pid)
        assert canary.hits() == []


def test_an_env_file_of_it_is_read_as_it_was_planted(canary):
    from motiad.client import read_env_file

    assert read_env_file(canary.env_file) == {"NODE_ENV": "production", **canary.envs}
