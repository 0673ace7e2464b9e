"""`--allow-remote`, with the names of this machine in `config.toml`."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.asking import ask

Remote = tuple[str, str, str]


@pytest.fixture(scope="module")
def remote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Remote]:
    """A daemon that listens everywhere: its port, the token callers need, and what it said."""
    base = tmp_path_factory.mktemp("remote")
    (base / "config.toml").write_text('allowed_hosts = ["Build.Example"]\n')
    child = serve(base)
    assert child.stdout is not None
    said = ""
    while "need the token" not in said:
        line = child.stdout.readline()
        assert line, said
        said += line
    port = re.search(r"listens on http://[^:]+:(\d+)", said)
    token = re.search(r"need the token (\S+)", said)
    assert port and token
    yield port[1], token[1], said
    child.terminate()
    child.communicate(timeout=60)


def serve(base: Path) -> "subprocess.Popen[str]":
    serving = ["serve", "--cloud", "local", "--port", "0", "--allow-remote"]
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "motiad", "--base-dir", base, *serving],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=os.environ,
        text=True,
    )


@pytest.mark.parametrize(
    ("host", "with_token", "status"),
    [
        ("build.example", True, 200),
        ("BUILD.example:3000", True, 200),
        ("build.example", False, 401),
        ("other.example", True, 403),
        ("localhost", False, 401),
    ],
)
def test_callers_need_a_name_of_this_machine_and_the_token(
    remote: Remote, host: str, with_token: bool, status: int
) -> None:
    port, token, _ = remote
    headers = {"Host": host, **({"Authorization": f"Bearer {token}"} if with_token else {})}
    assert ask("GET", f"http://127.0.0.1:{port}/health", headers=headers).status == status


def test_without_a_name_it_says_that_callers_are_refused(tmp_path: Path) -> None:
    child = serve(tmp_path)
    assert child.stdout is not None
    lines: list[str] = []
    while not any("refused until allowed_hosts" in line for line in lines):
        lines.append(child.stdout.readline())
        assert lines[-1], lines
    child.terminate()
    child.communicate(timeout=60)
