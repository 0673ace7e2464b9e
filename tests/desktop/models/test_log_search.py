import pytest

from motia_desktop.models import log_search
from motia_desktop.models.log_search import LogSearch


@pytest.fixture
def search(qapp) -> LogSearch:
    return LogSearch()


@pytest.mark.parametrize(
    ("text", "regex", "case", "found"),
    [
        ("ERROR", False, False, [(4, 9)]),
        ("ERROR", False, True, []),
        ("e.r", False, False, []),
        (r"e\w+r", True, False, [(4, 9)]),
        ("x*", True, False, []),
        ("ü", False, False, [(0, 1)]),
    ],
)
def test_finds_words_and_expressions(search: LogSearch, text: str, regex: bool, case: bool, found: list) -> None:
    search.look_for(text, regex=regex, case=case)
    assert list(search.spans("Übr error")) == found


def test_goes_round(search: LogSearch) -> None:
    search.look_for("x")
    assert (search.working, search.next(5), search.previous(5)) == (True, None, None)
    search.found([7, 9], done=False)
    search.found([2, 3], done=True)
    assert not search.working
    assert [search.next(number) for number in (0, 3, 9)] == [2, 7, 2]
    assert [search.previous(number) for number in (2, 8)] == [9, 7]
    assert [search.place(number) for number in (2, 9, 4, None)] == [1, 4, None, None]


def test_says_what_is_wrong_with_an_expression(search: LogSearch) -> None:
    search.look_for("(", regex=True)
    assert search.error
    assert not search.active
    assert search.spans("(") == ()


def test_an_expression_that_explodes_is_given_up(search: LogSearch) -> None:
    search.look_for("(a+)+$", regex=True)
    assert search.matches("a" * 60 + "b") is None
    assert search.matches("aaa") is True


def test_stops_where_nobody_counts_any_more(search: LogSearch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_search, "MOST", 3)
    search.look_for("x")
    search.found([1, 2, 3], done=False)
    assert (search.full, search.working) == (True, False)
