import plistlib
import sys

import pytest

from motiad.errors import MotiadError
from motiad.paths import Paths
from motiad.service import service

PRINTS = """case "$*" in print*) printf 'gui/0/x = {\\n\\tstate = running\\n\\tpid = 4711\\n}\\n';; esac"""


def test_install_status_uninstall(tmp_path, manager):
    environ, calls = manager("launchctl", PRINTS)
    agent = service(Paths.under(tmp_path / "base"), environ, "darwin")
    agent.install()
    written = plistlib.loads(agent.file.read_bytes())
    assert written["ProgramArguments"] == [
        sys.executable, "-m", "motiad", "--base-dir", str(tmp_path / "base"), "serve",
    ]  # fmt: skip
    assert written["KeepAlive"] == {"SuccessfulExit": False}
    assert written["EnvironmentVariables"] == {"PATH": environ["PATH"]}
    said = agent.status()
    assert (said.installed, said.enabled, said.running, said.state, said.pid) == (True, True, True, "running", 4711)
    agent.uninstall()
    assert not agent.file.exists()
    assert [call.split()[0] for call in calls()] == ["bootout", "bootstrap", "print", "bootout"]


def test_what_launchd_says_is_told(tmp_path, manager):
    environ, _ = manager(
        "launchctl", 'case "$*" in bootstrap*) echo "Bootstrap failed: 5" >&2; exit 5;; *) exit 113;; esac'
    )
    agent = service(Paths.under(tmp_path), environ, "darwin")
    with pytest.raises(MotiadError, match="Bootstrap failed: 5"):
        agent.install()
    assert agent.status().state == "not loaded"
