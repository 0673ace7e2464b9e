"""The suite's own promises (tests/conftest.py): no test reads or writes what is the user's, or asks another machine."""

import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import keyring
import platformdirs
import pytest


def test_files_go_to_a_home_of_the_tests_own(own_home):
    assert Path.home() == own_home
    for place in (platformdirs.user_config_dir("x"), platformdirs.user_state_dir("x"), tempfile.gettempdir()):
        assert own_home in Path(place).parents


@pytest.mark.parametrize("turn", [1, 2])
def test_no_test_sees_what_another_left(turn, own_home):
    assert "LEFT_BEHIND" not in os.environ
    assert not (own_home / "left-behind").exists()
    assert keyring.get_password("left", "behind") is None
    os.environ["LEFT_BEHIND"] = "x"
    (own_home / "left-behind").touch()
    keyring.set_password("left", "behind", "x")


@pytest.mark.parametrize("name", ["MOTIA_API_KEY", "MOTIAD_BASE_DIR", "MOTIACLOUD_API_BASE_URL"])
def test_the_users_motia_settings_are_not_there(name):
    assert name not in os.environ


def test_a_child_finds_no_keyring():
    program = "import keyring; print(type(keyring.get_keyring()).__module__)"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=20, check=True)
    assert ended.stdout.strip() == "keyring.backends.fail"


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("::ffff:192.0.2.1", 80), ("motia.cloud", 443)])
def test_another_machine_is_not_asked(address, loopback_only):
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as opened, pytest.raises(AssertionError, match="not this machine"):
        opened.connect(address)
    assert loopback_only.refused == [address]
    loopback_only.refused.clear()


def test_this_machine_is_asked():
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname(), timeout=5):
            pass
        with socket.socket() as opened:
            assert opened.connect_ex(("localhost", server.getsockname()[1])) == 0
