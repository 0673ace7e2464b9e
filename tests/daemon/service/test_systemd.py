import re
import shutil
import subprocess
import sys

import pytest

from motiad.errors import MotiadError
from motiad.paths import Paths
from motiad.service import service
from motiad.service.systemd import Systemd

ACTIVE = """case "$*" in *show*) printf 'LoadState=loaded\\nActiveState=active\\nSubState=running\\n'
printf 'UnitFileState=enabled\\nMainPID=4711\\nExecMainStatus=0\\n';; esac"""
NO_NAMESPACES = """case "$*" in
*show*) printf 'LoadState=loaded\\nActiveState=failed\\nSubState=failed\\nExecMainStatus=226\\n';;
*restart*) grep -q ProtectSystem "$HOME/.config/systemd/user/motiad.service" && { echo refused >&2; exit 1; };;
esac; exit 0"""
SHOW = "--user show motiad.service --property=LoadState,ActiveState,SubState,UnitFileState,MainPID,ExecMainStatus"


@pytest.fixture
def paths(tmp_path):
    return Paths.under(tmp_path / "base % $HOME")


def test_install_status_uninstall(paths, manager):
    environ, calls = manager("systemctl", ACTIVE)
    unit = Systemd(paths, environ)
    unit.install()
    text = unit.file.read_text()
    assert f'"{sys.executable}" "-m" "motiad" "--base-dir"' in text
    assert 'base %% $$HOME" "serve"' in text
    said = unit.status()
    assert (said.installed, said.enabled, said.running, said.pid, said.sandbox) == (True, True, True, 4711, "full")
    unit.uninstall()
    assert not unit.file.exists()
    assert calls() == [
        "--user daemon-reload", "--user enable motiad.service", "--user restart motiad.service", SHOW,
        "--user disable --now motiad.service", "--user daemon-reload",
    ]  # fmt: skip
    unit.uninstall()
    assert len(calls()) == 6, "there is nothing to do a second time"


def test_a_kernel_without_user_namespaces_gets_what_works(paths, manager):
    environ, _ = manager("systemctl", NO_NAMESPACES)
    unit = Systemd(paths, environ)
    unit.install()
    assert unit.status().sandbox == "reduced"
    assert "NoNewPrivileges=yes" in unit.file.read_text()


def test_what_systemd_says_is_told(paths, manager):
    environ, _ = manager("systemctl", "echo 'Failed to connect to bus: No medium found' >&2; exit 1")
    with pytest.raises(MotiadError, match="Failed to connect to bus: No medium found") as failed:
        Systemd(paths, environ).install()
    assert failed.value.code == "DAEMON_UNAVAILABLE"
    with pytest.raises(MotiadError, match="systemd does not answer: Failed to connect") as failed:
        Systemd(paths, environ).status()
    assert "enable-linger" in failed.value.hint


def test_no_systemd_and_no_services_at_all(paths, tmp_path):
    with pytest.raises(MotiadError, match="There is no systemctl here"):
        Systemd(paths, {"PATH": str(tmp_path), "HOME": str(tmp_path)}).status()
    with pytest.raises(MotiadError, match="no service on win32") as failed:
        service(paths, {}, "win32")
    assert "Task Scheduler" in failed.value.hint


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_systemd_finds_no_fault_and_little_exposure(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    unit = tmp_path / "motiad.service"
    unit.write_text(Systemd(Paths.under(tmp_path), {"PATH": "/usr/bin", "HOME": str(tmp_path)}).text())
    analyze = ["systemd-analyze", "--user"]
    checked = subprocess.run([*analyze, "verify", unit], capture_output=True, text=True, timeout=120)
    assert (checked.returncode, checked.stderr) == (0, "")
    rated = subprocess.run(
        [*analyze, "security", "--offline=true", "--no-pager", unit], capture_output=True, text=True, timeout=120
    )
    figure = re.search(r"exposure level for motiad\.service: ([\d.]+)", rated.stdout)
    assert figure and float(figure[1]) <= 2.5, rated.stdout
