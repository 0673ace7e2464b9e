import pytest

from motia_desktop.models.palette import DETAIL_ROLE, Entry, PaletteModel, score


@pytest.mark.parametrize(
    ("letters", "better", "worse"),
    [
        ("nd", "New deployment", "Find in the log"),
        ("log", "Find in the log", "Clone a project"),
        ("fn", "Find next", "Definitely none"),
        ("cop", "Copy deployment ID", "Show the current operation"),
    ],
)
def test_beginnings_and_neighbours_count_most(letters: str, better: str, worse: str) -> None:
    one, other = score(letters, better), score(letters, worse)
    assert one is not None
    assert other is None or one > other


def test_letters_that_are_not_there_mean_something_else() -> None:
    assert score("xyz", "New deployment") is None
    assert score("tn", "next") is None
    assert score("", "anything") == 0


def test_the_best_comes_first_and_nothing_is_everything(qapp) -> None:
    done: list[str] = []
    words = ("Retry", "Find next", "Find in the log")
    model = PaletteModel([Entry(each, "Menu", lambda each=each: done.append(each), "F3") for each in words])
    assert [model.index(row).data() for row in range(model.rowCount())] == list(words)
    model.narrow("find ne")
    assert model.index(0).data() == "Find next"
    assert model.index(0).data(DETAIL_ROLE) == "F3"
    entry = model.entry(0)
    assert entry is not None
    entry.run()
    assert done == ["Find next"]
    model.narrow("qqq")
    assert (model.rowCount(), model.entry(0)) == (0, None)
