from datetime import datetime, time
from pathlib import Path

import pytest
import states

from motia_desktop.preferences import Preferences


@pytest.fixture
def kept(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 5, 4, hour, minute).astimezone()


def test_another_program_reads_what_one_wrote(kept: Preferences, tmp_path: Path, qtbot) -> None:
    other = Preferences(tmp_path)
    assert (kept.notify, kept.quiet_hours, kept.editor, kept.cloud) == ("all", None, "", "local")
    with qtbot.waitSignal(kept.changed):
        kept.notify = "failures"
    kept.quiet_hours = (time(21, 30), time(6))
    kept.editor = " code --wait "
    kept.cloud = "motia"
    other.reload()
    assert (other.notify, other.editor, other.cloud) == ("failures", "code --wait", "motia")
    assert other.quiet_hours == (time(21, 30), time(6))
    kept.quiet_hours = None
    other.reload()
    assert other.quiet_hours is None


def test_what_makes_no_sense_is_the_default(tmp_path: Path) -> None:
    (tmp_path / "preferences.ini").write_text("[General]\nnotify=sometimes\n[quiet]\non=true\nfrom=25:99\nto=\n")
    kept = Preferences(tmp_path)
    assert (kept.notify, kept.quiet_hours) == ("all", (time(22), time(7)))


@pytest.mark.parametrize(
    ("hours", "moment", "quiet"),
    [
        ((time(22), time(7)), at(23), True),
        ((time(22), time(7)), at(6, 59), True),
        ((time(22), time(7)), at(7), False),
        ((time(22), time(7)), at(12), False),
        ((time(9), time(17)), at(12), True),
        ((time(9), time(17)), at(8, 59), False),
        (None, at(3), False),
    ],
)
def test_quiet_hours_reach_over_midnight(kept: Preferences, hours, moment: datetime, quiet: bool) -> None:
    kept.quiet_hours = hours
    assert kept.quiet(moment) is quiet
    assert kept.tells(states.completed(), moment) is not quiet


def test_only_what_is_wanted_is_told(kept: Preferences) -> None:
    ends = (states.completed(), states.failed(), states.cancelled())
    for level, told in (("all", [True, True, True]), ("failures", [False, True, False]), ("none", [False] * 3)):
        kept.notify = level
        assert [kept.tells(end, at(12)) for end in ends] == told


def test_the_editor_is_the_one_that_was_set(kept: Preferences) -> None:
    assert kept.environment({"VISUAL": "vi"}) == {"VISUAL": "vi"}
    kept.editor = "zed"
    assert kept.environment({"VISUAL": "vi", "A": "1"}) == {"VISUAL": "zed", "A": "1"}
