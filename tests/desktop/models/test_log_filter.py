import pytest

from motia_desktop.models.log_filter import Level, LogFilter, level_of


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("src/a.step.ts:3:1: error: Expected ;", Level.ERRORS),
        ("TypeError: x is not a function", Level.ERRORS),
        ("npm warn deprecated glob@7", Level.WARNINGS),
        ("⚠ two steps have one name", Level.WARNINGS),
        ("Built in 3 s with 0 errors and no warnings", Level.ALL),
        ("errorless and forwarned", Level.ALL),
    ],
)
def test_a_line_is_what_it_says_it_is(text: str, level: Level) -> None:
    assert level_of(text) is level


def test_a_filter_wants_its_phase_and_its_level() -> None:
    assert LogFilter().everything
    assert LogFilter("build", Level.WARNINGS).wants("build", "an error")
    assert not LogFilter("build", Level.ERRORS).wants("build", "a warning")
    assert not LogFilter("build").wants("deploy", "anything")
