"""The official Node client survives everything it is sent; for thirty minutes of it see endurance.py."""

import os
import shutil
from pathlib import Path

import pytest

from .endurance import NODE_MODULES, endurance

SAMPLE = NODE_MODULES.parents[2] / "sample"


@pytest.mark.node
def test_the_node_client_outlives_kills_restarts_and_errors(tmp_path: Path) -> None:
    if shutil.which("node") is None or not NODE_MODULES.is_dir() or not (SAMPLE / "node_modules").is_dir():
        reason = "Node, the official clients or the sample's packages are not installed: run `make test`."
        pytest.fail(reason) if os.environ.get("MOTIA_TEST_REQUIRE_ALL") else pytest.skip(reason)
    with endurance(SAMPLE, tmp_path, 1) as (test, client):
        test.round("unknown", "many", "malformed")
        test.round("kill")
        test.round("stop")
    assert set(client.errors) >= {"NOT_FOUND", "RATE_LIMITED"}, client.errors
    assert client.states["completed"] >= 1, client.states
