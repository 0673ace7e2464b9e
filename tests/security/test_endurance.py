"""The official Node client survives everything it is sent; for thirty minutes of it see endurance.py."""

import shutil
from pathlib import Path

import pytest

from .endurance import NODE_MODULES, endurance

SAMPLE = NODE_MODULES.parents[2] / "sample"


@pytest.mark.node
def test_the_node_client_outlives_kills_restarts_and_errors(tmp_path: Path, need) -> None:
    there = shutil.which("node") and NODE_MODULES.is_dir() and (SAMPLE / "node_modules").is_dir()
    need(there, "Node, the official clients or the sample's packages are not installed: run `make test`.")
    with endurance(SAMPLE, tmp_path, 1) as (test, client):
        test.round("unknown", "many", "malformed")
        test.round("kill")
        test.round("stop")
    assert set(client.errors) >= {"NOT_FOUND", "RATE_LIMITED"}, client.errors
    assert client.states["completed"] >= 1, client.states
