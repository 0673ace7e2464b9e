import pytest

from motiad.client.env_file import parse_env, read_env_file
from motiad.errors import MotiadError


def test_everything_the_official_reader_gets_wrong():
    text = """
# a comment
export NAME=shop
EMPTY=
QUOTED="a value" # not part of it
HASH='a # b'
SPACED = padded
MULTI="-----BEGIN-----
line two
-----END-----"
DOLLAR="price: ${NOT_EXPANDED}"
"""
    assert parse_env(text, ".env") == {
        "NAME": "shop",
        "EMPTY": "",
        "QUOTED": "a value",
        "HASH": "a # b",
        "SPACED": "padded",
        "MULTI": "-----BEGIN-----\nline two\n-----END-----",
        "DOLLAR": "price: ${NOT_EXPANDED}",
    }


def test_a_file_with_a_byte_order_mark_and_windows_line_ends(tmp_path):
    file = tmp_path / ".env"
    file.write_bytes("\ufeffA=1\r\nB=ü\r\n".encode())
    assert read_env_file(file) == {"A": "1", "B": "ü"}


@pytest.mark.parametrize("line", ["just words", "=hunter2", 'A="never closed', "NAME_WITHOUT_VALUE"])
def test_a_bad_line_is_named_without_its_content(line):
    with pytest.raises(MotiadError) as caught:
        parse_env(f"GOOD=1\n{line}\n", "my.env")
    assert caught.value.code == "ENV_FILE_INVALID"
    assert "my.env, line 2" in caught.value.message
    assert line not in caught.value.message


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(MotiadError) as caught:
        read_env_file(tmp_path / "none.env")
    assert "none.env" in caught.value.message


def test_a_binary_file_is_an_error(tmp_path):
    (tmp_path / "x.env").write_bytes(b"A=\xff\xfe")
    with pytest.raises(MotiadError, match="UTF-8"):
        read_env_file(tmp_path / "x.env")
