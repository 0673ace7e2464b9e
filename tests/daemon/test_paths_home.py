"""Where files go for a user without a home to write to, as in many containers."""

import os
import sys
from pathlib import Path

import pytest

from motiad.errors import MotiadError
from motiad.paths import Paths

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows knows every user's folders")


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """The folder for temporary files, and no home."""
    for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", "/dev/null/nobody")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_a_folder_of_the_users_own_among_the_temporary_files(temporary):
    paths = Paths.under(None)
    assert paths.base == temporary / f"motiad-{os.getuid()}"
    assert paths.base.stat().st_mode & 0o777 == 0o700
    assert paths.arguments() == ["--base-dir", str(paths.base)]
    assert Paths.under(None) == paths, "the next command finds the same"


def test_others_may_not_stay_in_it(temporary):
    folder = temporary / f"motiad-{os.getuid()}"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    Paths.under(None)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_link_in_its_place_is_not_followed(temporary, tmp_path):
    (temporary / f"motiad-{os.getuid()}").symlink_to(tmp_path)
    with pytest.raises(MotiadError, match="somebody else's") as refused:
        Paths.under(None)
    assert "--base-dir" in refused.value.hint


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="takes root to be two users")
def test_anothers_folder_is_refused(temporary):
    folder = temporary / f"motiad-{os.getuid()}"
    folder.mkdir()
    os.chown(folder, 65534, 65534)
    with pytest.raises(MotiadError, match="somebody else's"):
        Paths.under(None)


def test_nowhere_to_write_at_all(temporary, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", "/dev/null")
    with pytest.raises(MotiadError, match="no folder to write to") as refused:
        Paths.under(None)
    assert refused.value.code == "USAGE"


def test_a_home_of_ones_own_is_used(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert Paths.under(None).base is None
    assert Path(Paths.under(None).state).is_relative_to(tmp_path)
