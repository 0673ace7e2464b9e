"""The daemon never makes a window: it runs where there is no screen and no Qt."""

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _no_qt_application() -> Iterator[None]:
    before = qt_application()
    yield
    assert qt_application() is before, "a part of the daemon made a QApplication"


def qt_application() -> object:
    """Return the process's QApplication, or None; Qt is not imported for it."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    return widgets.QApplication.instance() if widgets else None
