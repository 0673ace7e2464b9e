"""Text from outside: escapes and controls go, colours stay."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motiad.deployments.sanitise import one_line, sanitise

ESC = "\x1b"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("plain ünïcödé 日本", "plain ünïcödé 日本"),
        (f"{ESC}[31mred{ESC}[0m", f"{ESC}[31mred{ESC}[0m"),
        (f"{ESC}[38;2;1;2;3mtrue{ESC}[38:5:7m", f"{ESC}[38;2;1;2;3mtrue{ESC}[38:5:7m"),
        (f"{ESC}[2J{ESC}[1;1Hhome", "home"),
        (f"{ESC}]0;title\x07after", "after"),
        (f"{ESC}]8;;https://example.com{ESC}\\link{ESC}]8;;{ESC}\\", "link"),
        (f"{ESC}]52;c;cGF5bG9hZA==\nnext line", "\nnext line"),
        (f"{ESC}P1$r0m{ESC}\\x", "x"),
        ("\x9d0;title\x9cx", "x"),
        ("\x9b31mx", "x"),
        (f"{ESC}cx", "x"),
        (f"{ESC}(Bx", "x"),
        (f"{ESC}\x07[2J", "[2J"),
        ("a\x00b\x08c\x7fd\x85e", "abcde"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("10%\r20%\r\nnext", "10%\n20%\nnext"),
        ("half \ud83d pair", "half \ufffd pair"),
        (f"end{ESC}", "end"),
        (f"end{ESC}[", "end"),
    ],
)
def test_known_cases(raw: str, clean: str) -> None:
    assert sanitise(raw) == clean


NASTY = st.text(
    st.one_of(st.characters(), st.sampled_from(list("\x1b\x07\x9b\x9c\x9d\x90[];mPX^_\\?01m \n\r"))), max_size=60
)


@given(NASTY)
def test_nothing_dangerous_is_left_and_a_second_pass_changes_nothing(raw: str) -> None:
    clean = sanitise(raw)
    rest = re.sub(r"\x1b\[[0-9;:]*m", "", clean)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", rest)
    assert sanitise(clean) == clean
    clean.encode()


def test_a_message_is_one_short_line() -> None:
    assert one_line(f"a\n  {ESC}[31mb{ESC}[0m\r\nc") == "a b c"
    assert one_line("x" * 600) == "x" * 499 + "…"


def test_a_long_run_of_escapes_takes_no_long_time() -> None:
    assert sanitise(f"{ESC}]" * 200_000) == ""
    assert sanitise(f"{ESC}[" + "1;" * 200_000) == ""
