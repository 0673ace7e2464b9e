import pytest
from hypothesis import given
from hypothesis import strategies as st

from motia_desktop.widgets.log_line import breaks, read_line, rows_of


def test_letters_and_cells_are_the_same_in_plain_text() -> None:
    line = read_line("\x1b[1mbold\x1b[0m plain")
    assert (line.text, line.cells, line.starts) == ("bold plain", 10, None)
    assert [(piece.start, piece.text, piece.style.bold) for piece in line.pieces] == [
        (0, "bold", True),
        (4, " plain", False),
    ]


def test_wide_letters_take_two_cells_and_marks_none() -> None:
    line = read_line("a世e\u0301!")
    assert line.cells == 5
    assert [line.cell(letter) for letter in range(6)] == [0, 1, 3, 4, 4, 5]
    assert (line.letter(2), line.letter(3), line.letter(99)) == (1, 2, 5)


def test_tabs_reach_to_the_next_stop() -> None:
    assert read_line("a\tb").text == "a       b"
    assert read_line("\x1b[31mab\x1b[0m\tc").text == "ab      c"


def test_a_line_breaks_after_a_space_where_there_is_one() -> None:
    text = "one two three abcdefghijklmnop"
    assert [text[start:end] for start, end in rows_of(text, 10)] == ["one two ", "three ", "abcdefghij", "klmnop"]
    assert rows_of(text, None) == ((0, len(text)),)


@pytest.mark.parametrize("text", ["", "x"])
def test_a_short_line_is_one_row(text: str) -> None:
    assert breaks(text, 10) == (0, len(text))


@given(st.text(max_size=120), st.integers(2, 40))
def test_no_letter_is_lost_and_no_row_is_too_wide(text: str, columns: int) -> None:
    line = read_line(text)
    rows = rows_of(text, columns)
    assert "".join(line.text[start:end] for start, end in rows) == line.text
    assert "".join(piece.text for piece in line.pieces) == line.text
    for start, end in rows:
        assert len(line.text[start:end].rstrip(" ")) <= columns or line.cell(end) - line.cell(start) <= columns + 1
