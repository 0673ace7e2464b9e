"""`motiad service` under a real systemd user manager, started for the test."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

MANAGER = Path(__file__).parent / "user_manager.sh"
ROOT = Path(__file__).parents[2]
PROGRAM = """
set -e
motiad() { "$PYTHON" -m motiad "$@"; }
systemctl --user set-environment PYTHONPATH="$PYTHONPATH" MOTIAD_PORT=0
export MOTIAD_PORT=0
motiad list --json                      # leaves one behind that gives way to the service
motiad service install --json
motiad service status --json
kill -KILL "$(systemctl --user show --property=MainPID --value motiad.service)"
for _ in $(seq 100); do
  sleep 0.1
  motiad service status --json > status.json && grep -q url status.json && break
done
cat status.json                         # systemd has started it again
motiad service install --json           # again: as it is, with this version
motiad service uninstall --json
! motiad service status --json
"""


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("unshare") or not shutil.which("systemctl"),
    reason="needs root, unshare and systemd to run a user manager",
)
def test_install_start_kill_and_uninstall():
    environ = {**os.environ, "PYTHON": sys.executable, "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    ended = subprocess.run([MANAGER, "bash", "-c", PROGRAM], env=environ, capture_output=True, text=True, timeout=300)
    if ended.returncode == 77:
        pytest.skip("no systemd user manager comes up here")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    installed, status, again, anew, removed, gone = (json.loads(line) for line in ended.stdout.splitlines())
    for said in (installed, status, again, anew):
        assert said["running"] and said["enabled"] and said["installed"], said
        assert said["url"].startswith("http://127.0.0.1:")
    assert status["pid"] == installed["pid"] != again["pid"]
    assert installed["sandbox"] == ("reduced" if ROOT.is_relative_to("/tmp") else "full")
    assert not removed["installed"] and not gone["running"]
