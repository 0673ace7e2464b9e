from pathlib import Path

from motiad.paths import Paths, base_dir, resource


def test_everything_is_under_the_base_dir(tmp_path):
    paths = Paths.under(tmp_path)
    assert paths.runtime_file == tmp_path / "run" / "daemon.json"
    assert paths.store_file == tmp_path / "state" / "motiad.sqlite3"
    assert paths.log_file == tmp_path / "log" / "motiad.log"
    assert paths.config_file == tmp_path / "config.toml"
    assert paths.cache == tmp_path / "cache"
    assert paths.arguments() == ["--base-dir", str(tmp_path)]


def test_without_one_the_platform_decides():
    paths = Paths.under(None)
    assert "motiad" in str(paths.state)
    assert paths.arguments() == []


def test_the_sample_ships():
    assert (resource("sample") / "package.json").is_file()


def test_the_base_dir_comes_from_the_flag_or_the_environment():
    assert base_dir(Path("/a"), {"MOTIAD_BASE_DIR": "/b"}) == Path("/a")
    assert base_dir(None, {"MOTIAD_BASE_DIR": "/b"}) == Path("/b")
    assert base_dir(None, {}) is None
