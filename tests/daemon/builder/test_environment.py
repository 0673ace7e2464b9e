from pathlib import Path

import pytest

from motiad.builder.environment import child_environment, config_environment
from motiad.errors import MotiadError


def test_children_see_only_what_is_allowed() -> None:
    secrets = {"MOTIA_API_KEY": "k", "AWS_SECRET_ACCESS_KEY": "s", "GITHUB_TOKEN": "t", "MOTIAD_BASE_DIR": "/b"}
    allowed = {
        "PATH": "/bin",
        "LC_ALL": "C",
        "https_proxy": "p",
        "UV_OFFLINE": "1",
        "MOTIA_PLATFORM": "x",
        "TMPDIR": "/t",
    }
    assert child_environment({**secrets, **allowed}) == allowed


def test_configs_also_see_the_projects_env_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DATABASE_URL='postgres://x' # why\nEMPTY=\nPATH=/mine\nRAW=a$PATH\n")
    env = config_environment(tmp_path, {"PATH": "/bin", "SECRET": "s"})
    assert env == {"PATH": "/bin", "DATABASE_URL": "postgres://x", "EMPTY": "", "RAW": "a$PATH"}


def test_an_unreadable_env_file_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"A=\xff\xfe\n")
    with pytest.raises(MotiadError, match=r"\.env cannot be read") as caught:
        config_environment(tmp_path, {})
    assert caught.value.code == "ENV_FILE_INVALID"
