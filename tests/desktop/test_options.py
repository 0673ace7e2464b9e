from pathlib import Path

import pytest

from motia_desktop.options import tray_options, window_options
from motiad.paths import Paths


def test_nothing_given() -> None:
    options = window_options([], {})
    assert (options.project, options.demo, options.deployment_id) == (None, False, None)
    assert options.paths == Paths.under(None)


def test_everything_given(tmp_path: Path) -> None:
    options = window_options(["--project", str(tmp_path), "--demo", "--base-dir", str(tmp_path / "b"), "dep-1"], {})
    assert options.project == tmp_path
    assert options.demo
    assert options.deployment_id == "dep-1"
    assert options.paths == Paths.under(tmp_path / "b")


def test_the_demo_has_a_base_dir_of_its_own() -> None:
    options = window_options(["--demo"], {})
    assert options.paths.base == Paths.under(None).state / "demo"
    assert options.paths.runtime_file != Paths.under(None).runtime_file


def test_the_base_dir_may_come_from_the_environment(tmp_path: Path) -> None:
    environ = {"MOTIAD_BASE_DIR": str(tmp_path)}
    assert window_options(["--demo"], environ).paths == Paths.under(tmp_path)
    assert tray_options([], environ) == Paths.under(tmp_path)
    assert tray_options(["--base-dir", str(tmp_path / "b")], environ) == Paths.under(tmp_path / "b")


@pytest.mark.parametrize("arguments", [["--project", "/no/such/folder"], ["--nonsense"], ["a", "b"]])
def test_a_wrong_command_line_is_a_sentence_and_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        window_options(arguments, {})
    assert ended.value.code == 2
    assert "motia-desktop: error:" in capsys.readouterr().err


def test_what_is_wanted_of_a_deployment(capsys: pytest.CaptureFixture[str]) -> None:
    assert window_options(["dep-1"], {}).then == "open"
    assert window_options(["dep-1", "--log"], {}).then == "log"
    assert window_options(["--again", "dep-1"], {}).then == "again"
    for wrong in (["--log"], ["dep-1", "--log", "--again"]):
        with pytest.raises(SystemExit) as ended:
            window_options(wrong, {})
        assert ended.value.code == 2
    assert "needs a DEPLOYMENT_ID" in capsys.readouterr().err
