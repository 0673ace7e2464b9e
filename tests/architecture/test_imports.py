"""Who may know whom: the table of the house (architecture, "Who may know whom")."""

import ast
import subprocess
import sys
from collections.abc import Mapping

import pytest

from .scan import Modules, imported_names, is_within, read_modules

WIRE = {"motiad.contract", "motiad.errors"}
PORTS = WIRE | {"motiad.deployments"}

DAEMON: Mapping[str, set[str]] = {
    "motiad.__init__": set(),
    "motiad.__main__": {"motiad.cli"},
    "motiad.contract": set(),
    "motiad.errors": {"motiad.contract"},
    "motiad.paths": WIRE,
    "motiad.lazy": set(),
    "motiad.logs": {"motiad.paths"},
    "motiad.config": WIRE | {"motiad.paths"},
    "motiad.client": WIRE | {"motiad.paths", "motiad.lazy", "motiad.cloud"},  # the cloud creates what it starts
    "motiad.deployments": WIRE,
    "motiad.pipeline": PORTS,
    "motiad.server": PORTS | {"motiad.pipeline"},
    # Adapters: they know the ports, never each other, nor the server.
    "motiad.builder": PORTS | {"motiad.paths", "motiad.lazy"},
    "motiad.cloud": PORTS | {"motiad.lazy"},
    "motiad.store": PORTS,
    "motiad.secrets": PORTS,
    "motiad.service": WIRE | {"motiad.paths"},
    # A bug it shared with us could hide.
    "motiad.localcloud": set(),
    # The composition root, and the command line that names no adapter itself.
    "motiad.app": {"motiad"},
    "motiad.cli": WIRE | {"motiad.app", "motiad.client", "motiad.config", "motiad.paths"},
}
"""What each part of the daemon may import of ours, besides itself and the version in `motiad`."""

BACK_DOOR = {"motiad.contract", "motiad.client", "motiad.errors", "motiad.paths", "motiad.cloud", "motiad.secrets"}
DESKTOP: Mapping[str, set[str]] = {
    "motia_desktop": BACK_DOOR,
    "motia_desktop.widgets": {"motia_desktop.theme", "motia_desktop.formats"},
    "motia_desktop.theme": {"motia_desktop.resources"},
    "motia_desktop.stores": {"motia_desktop.orders", "motiad.client", *WIRE},
}
"""The same for the window, and closer for those of its parts that must stay generic."""

NO_IO = {"aiohttp", "sqlite3", "subprocess", "keyring", "socket", "multiprocessing"}
QT = {"PySide6", "shiboken6", "qasync", "motia_desktop"}
FORBIDDEN: Mapping[str, set[str]] = {
    "motiad": QT,
    "motiad.contract": NO_IO,
    "motiad.deployments": NO_IO | {"asyncio"},
    "motiad.pipeline": NO_IO,
}
"""What each part may not import from anywhere."""


def strangers(modules: Modules, allowed: Mapping[str, set[str]], ours: str) -> list[str]:
    """Return the imports of our own that the table does not allow."""
    found = []
    for module, tree in modules.items():
        for place, friends in allowed.items():
            if not is_within(module, [place]):
                continue
            for name in imported_names(module, tree):
                is_ours = is_within(name, ["motiad", "motia_desktop"])
                if is_ours and not is_within(name, {place, *friends}) and name not in {ours, f"{ours}.__version__"}:
                    found.append(f"{module} imports {name}")
    return found


def forbidden(modules: Modules, rules: Mapping[str, set[str]]) -> list[str]:
    """Return the imports that a part of the daemon must do without."""
    return [
        f"{module} imports {name}"
        for module, tree in modules.items()
        for place, names in rules.items()
        if is_within(module, [place])
        for name in imported_names(module, tree)
        if is_within(name, names)
    ]


def without_a_rule(modules: Modules, allowed: Mapping[str, set[str]]) -> list[str]:
    """Return the modules that no line of the table is about."""
    return [module for module in modules if not is_within(module, allowed)]


def stream_subscribers(modules: Modules) -> set[str]:
    """Return the modules that can subscribe to the stream."""
    return {
        module
        for module, tree in modules.items()
        for name in imported_names(module, tree)
        if is_within(name, {"motiad.client.stream", "motiad.client.DeploymentStream"})
    }


def test_the_daemon_keeps_to_its_table():
    modules = read_modules("motiad")
    assert len(modules) > 50
    assert strangers(modules, DAEMON, "motiad") == []
    assert without_a_rule(modules, DAEMON) == []
    assert forbidden(modules, FORBIDDEN) == []


def test_the_window_keeps_to_its_table():
    modules = read_modules("motia_desktop")
    assert len(modules) > 30
    assert strangers(modules, DESKTOP, "motia_desktop") == []


def test_only_stores_subscribe_to_the_stream():
    subscribers = stream_subscribers(read_modules("motia_desktop"))
    assert subscribers
    connector = "motia_desktop.backend.supervisor"  # opens the connection, and hands it to a store
    assert {name for name in subscribers if not is_within(name, ["motia_desktop.stores", connector])} == set()


def test_every_line_of_the_tables_is_about_something():
    modules = [*read_modules("motiad"), *read_modules("motia_desktop")]
    for place in [*DAEMON, *DESKTOP, *FORBIDDEN]:
        assert any(is_within(module, [place]) for module in modules), f"there is no {place} any more"


PROGRAM = """
import sys, {modules}
print(*sorted({{name.partition('.')[0] for name in sys.modules}} & {{'PySide6', 'shiboken6', 'qasync'}}))
"""


@pytest.mark.parametrize(
    ("modules", "loaded"),
    [
        ("motiad.app, motiad.cli.main", ""),
        ("motiad.client, motiad.cloud, motiad.secrets", ""),
        ("motia_desktop.front, motia_desktop.session", "PySide6 qasync shiboken6"),
    ],
)
def test_a_process_of_the_daemon_finds_no_qt(modules, loaded):
    command = [sys.executable, "-c", PROGRAM.format(modules=modules)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip() == loaded


def modules_of(**sources: str) -> dict[str, ast.Module]:
    return {name.replace("__", "."): ast.parse(source) for name, source in sources.items()}


@pytest.mark.parametrize(
    "line",
    [
        "import motiad.cloud.api",
        "from motiad.cloud.api import CloudApi",
        "from motiad.cloud import *",
        "from motiad import cloud",
        "from ..cloud import api",
        "from .. import cloud",
        "def late():\n    from motiad.cloud import CloudApi",
        "if TYPE_CHECKING:\n    import motiad.cloud as c",
        "importlib.import_module('motiad.cloud')",
        "__import__('motiad.cloud.api')",
    ],
)
def test_an_import_against_the_table_is_found_however_it_is_written(line):
    modules = modules_of(motiad__store__sqlite=line)
    assert len(strangers(modules, DAEMON, "motiad")) == 1
    assert "motiad.store.sqlite imports motiad.cloud" in strangers(modules, DAEMON, "motiad")[0]


@pytest.mark.parametrize(
    "line",
    [
        "from motiad.store.rows import snapshot",
        "from . import rows",
        "from motiad.deployments.ports import Deployment",
        "from motiad import __version__",
        "import sqlite3, cloud, motiad_tools",
    ],
)
def test_an_import_the_table_allows_is_left_alone(line):
    assert strangers(modules_of(motiad__store__sqlite=line), DAEMON, "motiad") == []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("motiad__pipeline__scheduler", "import aiohttp.web"),
        ("motiad__deployments__reducer", "from sqlite3 import connect"),
        ("motiad__server__hub", "from PySide6.QtCore import QObject"),
        ("motiad__cli__main", "import motia_desktop"),
    ],
)
def test_what_a_part_must_do_without_is_found(module, line):
    assert len(forbidden(modules_of(**{module: line}), FORBIDDEN)) == 1
    assert forbidden(modules_of(**{module: "import json"}), FORBIDDEN) == []


def test_a_new_part_needs_a_line_in_the_table():
    assert without_a_rule(modules_of(motiad__metrics__counters=""), DAEMON) == ["motiad.metrics.counters"]


def test_a_view_that_subscribes_is_found():
    modules = modules_of(motia_desktop__views__window="from motiad.client import DeploymentStream")
    assert stream_subscribers(modules) == {"motia_desktop.views.window"}


def test_a_widget_that_knows_a_store_is_found():
    modules = modules_of(motia_desktop__widgets__mark="from motia_desktop.stores.feed import Feed")
    assert strangers(modules, DESKTOP, "motia_desktop") == [
        "motia_desktop.widgets.mark imports motia_desktop.stores.feed.Feed"
    ]
