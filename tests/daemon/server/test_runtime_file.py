"""The runtime file."""

import json
import os
import stat

import pytest

from motiad.contract.http import RuntimeInfo
from motiad.server import new_owner_token, remove_runtime_file, write_runtime_file


@pytest.fixture
def info():
    return RuntimeInfo(
        url="http://127.0.0.1:3000",
        ws_url="ws://127.0.0.1:3000",
        token=new_owner_token(),
        pid=1,
        version="0.1.0",
        project=None,
    )


def test_its_names_are_the_documented_ones(tmp_path, info):
    write_runtime_file(tmp_path / "run" / "daemon.json", info)
    written = json.loads((tmp_path / "run" / "daemon.json").read_text())
    assert set(written) >= {"url", "ws_url", "token", "pid", "version", "project", "cloud_url", "cloud_ws_url"}
    assert RuntimeInfo.model_validate(written) == info


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_only_its_owner_reads_it(tmp_path, info, umask):
    path = tmp_path / "run" / "daemon.json"
    before = os.umask(umask)
    try:
        write_runtime_file(path, info)
        path.chmod(0o644)
        write_runtime_file(path, info)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [each.name for each in path.parent.iterdir()] == ["daemon.json"]


def test_it_is_removed_only_by_its_daemon(tmp_path, info):
    path = tmp_path / "daemon.json"
    write_runtime_file(path, info)
    remove_runtime_file(path, info.model_copy(update={"token": "another"}))
    assert path.exists()
    remove_runtime_file(path, info)
    assert not path.exists()
    remove_runtime_file(path, info)
    path.write_text("{")
    remove_runtime_file(path, info)
    assert path.exists()


def test_tokens_differ_and_fit_into_a_subprotocol():
    tokens = {new_owner_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) >= 43 and token.replace("-", "").replace("_", "").isalnum() for token in tokens)
