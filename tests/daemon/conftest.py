"""The daemon makes no window, and nothing of it waits for a disk, a socket or a clock in the event loop."""

import sys
from collections.abc import Iterator

import pytest
from blockbuster import BlockBuster

WAITS = ("time.", "socket.", "ssl.", "sqlite3.", "builtins.input")
"""What must not happen in the event loop; a look at one small file may."""


@pytest.fixture(autouse=True)
def _no_qt_application() -> Iterator[None]:
    before = qt_application()
    yield
    assert qt_application() is before, "a part of the daemon made a QApplication"


def qt_application() -> object:
    """Return the process's QApplication, or None; Qt is not imported for it."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    return widgets.QApplication.instance() if widgets else None


@pytest.fixture(autouse=True)
def _no_waits_in_the_loop() -> Iterator[None]:
    waits = [function for name, function in BlockBuster("motiad").functions.items() if name.startswith(WAITS)]
    for wait in waits:
        wait.activate()
    yield
    for wait in waits:
        wait.deactivate()
