"""Service managers that only write down what they are asked; the real systemd is in tests/end2end/test_service.py."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def manager(tmp_path: Path) -> Callable[[str, str], tuple[dict[str, str], Callable[[], list[str]]]]:
    """A function that puts a command on the PATH; returns the environment, and what reads the calls there were."""

    def put(name: str, answers: str) -> tuple[dict[str, str], Callable[[], list[str]]]:
        calls = tmp_path / "calls"
        programs = tmp_path / "programs"
        programs.mkdir(exist_ok=True)
        script = programs / name
        script.write_text(f'#!/bin/sh\necho "$*" >> "{calls}"\n{answers}\n')
        script.chmod(0o755)
        environ = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "HOME": str(tmp_path / "home")}
        return environ, lambda: calls.read_text().splitlines() if calls.exists() else []

    return put
