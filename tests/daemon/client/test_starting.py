"""What a version is called where nobody says."""

import os
import re
import shutil
import subprocess

import pytest

from motiad.client import suggested_version

TIME = r"\d{8}-\d{6}"


@pytest.fixture
def git(tmp_path, need):
    """A function that runs git in the test's folder."""
    need(shutil.which("git"), "git is not installed")

    def run(*arguments):
        command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", *arguments]
        return subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True, timeout=20).stdout

    return run


async def test_it_is_gits_commit_or_the_time_before_there_is_one(tmp_path, git):
    assert re.fullmatch(TIME, await suggested_version(tmp_path))
    git("init", "-q")
    assert re.fullmatch(TIME, await suggested_version(tmp_path))
    git("commit", "-q", "--allow-empty", "-m", "x")
    assert await suggested_version(tmp_path) == git("rev-parse", "--short", "HEAD").strip()


async def test_it_is_the_time_without_git_or_where_git_hangs(tmp_path, monkeypatch):
    assert re.fullmatch(TIME, await suggested_version(tmp_path, {"PATH": str(tmp_path)}))
    slow = tmp_path / "git"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr("motiad.client.starting.GIT_SECONDS", 0.2)
    assert re.fullmatch(TIME, await suggested_version(tmp_path))
