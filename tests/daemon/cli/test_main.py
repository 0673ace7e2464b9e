import subprocess
import sys

import pytest

from motiad.cli.main import COMMANDS, make_app

HEAVY = ("aiohttp", "sqlite3")
"""What a build needs nothing of; together they take some 300 ms to import."""


def names(words):
    return [command.name for command in make_app(words).registered_commands]


def test_without_a_command_all_are_there():
    assert names([]) == names(["--help"]) == names(["nonsense"]) == list(COMMANDS)


def test_a_command_is_found_wherever_it_stands():
    assert names(["--base-dir", "logs", "list", "--json"]) == ["list", "logs"]
    assert [group.name for group in make_app(["cloud", "deploy"]).registered_groups] == ["cloud"]


@pytest.mark.parametrize(("command", "loaded"), [("build", []), ("serve", list(HEAVY))])
def test_a_build_loads_neither_server_nor_store(command, loaded):
    program = f"""
import sys
from motiad.cli.main import make_app
from motiad import app
make_app(["{command}"])
app.build if "{command}" == "build" else app.Daemon
print(*[name for name in {HEAVY!r} if name in sys.modules])
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True)
    assert ended.stdout.split() == loaded


def test_what_the_composition_root_does_not_have_is_an_attribute_error():
    from motiad import app

    assert not hasattr(app, "nonsense")
    assert all(hasattr(app, name) for name in app.__all__)
