import errno
import stat

import pytest

from motiad.store.ballast import BALLAST_BYTES, Ballast


def test_it_takes_room_and_gives_it_back(tmp_path):
    ballast = Ballast(tmp_path / "motiad.sqlite3")
    ballast.load()
    ballast.load()
    found = ballast.file.stat()
    assert found.st_size == BALLAST_BYTES
    assert found.st_blocks * 512 >= BALLAST_BYTES, "a sparse file keeps no room"
    assert stat.S_IMODE(found.st_mode) == 0o600
    ballast.drop()
    ballast.drop()
    assert not ballast.file.exists()


def test_one_that_was_cut_short_is_made_anew(tmp_path):
    ballast = Ballast(tmp_path / "motiad.sqlite3")
    ballast.file.write_bytes(b"short")
    ballast.load()
    assert ballast.file.stat().st_size == BALLAST_BYTES


def test_one_that_does_not_fit_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    ballast = Ballast(tmp_path / "motiad.sqlite3")
    with pytest.raises(OSError, match="No space"):
        ballast.load()
    assert not ballast.file.exists()
