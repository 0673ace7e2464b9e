import pytest
from hypothesis import given
from hypothesis import strategies as st

from motia_desktop.widgets.ansi import PLAIN, Style, runs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", [("plain", PLAIN)]),
        ("\x1b[31mred\x1b[0m rest", [("red", Style(1)), (" rest", PLAIN)]),
        ("\x1b[1;32mok\x1b[22m ok", [("ok", Style(2, bold=True)), (" ok", Style(2))]),
        ("\x1b[92mbright\x1b[39mnot", [("bright", Style(10)), ("not", PLAIN)]),
        ("\x1b[38;5;9mnine\x1b[m", [("nine", Style(9))]),
        ("\x1b[38;2;1;2;31mtrue\x1b[m", [("true", PLAIN)]),
        ("\x1b[2K\x1b[1Ggone", [("gone", PLAIN)]),
        ("a\x07b\rc", [("a", PLAIN), ("b", PLAIN), ("c", PLAIN)]),
    ],
)
def test_runs(text: str, expected: list[tuple[str, Style]]) -> None:
    assert list(runs(text)) == expected


@given(st.text(alphabet=st.sampled_from("ab;:[0123456789m\x1b\x07\t "), max_size=60))
def test_any_text_comes_out_without_control_characters(text: str) -> None:
    shown = "".join(part for part, _ in runs(text))
    assert not any(ord(letter) < 32 and letter != "\t" for letter in shown)
