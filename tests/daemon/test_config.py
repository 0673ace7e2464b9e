import pytest

from motiad import config
from motiad.errors import MotiadError
from motiad.paths import Paths


@pytest.fixture
def paths(tmp_path):
    return Paths.under(tmp_path)


def test_defaults(paths):
    settings = config.load(paths, {})
    assert (settings.port, settings.cloud, settings.project) == (3000, "motia", None)
    assert settings.allowed_origins == ("https://motia.cloud",)


def test_a_flag_wins_over_the_environment_and_that_over_the_file(paths, monkeypatch):
    paths.config_file.write_text('port = 1111\ncloud = "local"\nlog_level = "DEBUG"\n')
    monkeypatch.setenv("MOTIAD_PORT", "2222")
    monkeypatch.setenv("MOTIAD_LOG_LEVEL", "ERROR")
    settings = config.load(paths, {"port": 3333, "cloud": None})
    assert (settings.port, settings.log_level, settings.cloud) == (3333, "ERROR", "local")


def test_hosts_are_compared_in_lower_case(paths):
    assert config.load(paths, {}).allowed_hosts == ()
    paths.config_file.write_text('allowed_hosts = ["Build.Example", "192.168.1.7", "[FE80::1]"]')
    assert config.load(paths, {}).allowed_hosts == ("build.example", "192.168.1.7", "[fe80::1]")


@pytest.mark.parametrize("host", ["", "*", "build.example:3000", "http://build.example", "fe80::1", "a b", "a\\n"])
def test_a_host_is_a_name_and_nothing_else(paths, host):
    paths.config_file.write_text(f'allowed_hosts = ["{host}"]')
    with pytest.raises(MotiadError, match="allowed_hosts"):
        config.load(paths, {})


@pytest.mark.parametrize("text", ["port = 99999", 'colour = "red"', "port = ", 'log_level = "LOUD"'])
def test_a_bad_file_is_named(paths, text):
    paths.config_file.write_text(text)
    with pytest.raises(MotiadError) as caught:
        config.load(paths, {})
    assert caught.value.code == "USAGE"
    assert "config.toml" in f"{caught.value.message} {caught.value.hint}"
