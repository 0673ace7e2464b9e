import time

import pytest

from motia_desktop import formats


@pytest.mark.parametrize(
    ("count", "words"),
    [(None, ""), (0, "0 B"), (999, "999 B"), (1000, "1.0 KB"), (9_949, "9.9 KB"), (184_312, "184 KB"),
     (999_400, "999 KB"), (999_600, "1.0 MB"), (12_000_000, "12 MB"), (3_500_000_000_000, "3500 GB")],
)  # fmt: skip
def test_size(count: int | None, words: str) -> None:
    assert formats.size(count) == words


@pytest.mark.parametrize(
    ("millis", "words"),
    [(None, ""), (-5, "0.0 s"), (400, "0.4 s"), (9_949, "9.9 s"), (9_960, "10 s"), (59_400, "59 s"),
     (59_600, "1 min 00 s"), (185_000, "3 min 05 s"), (7_800_000, "2 h 10 min")],
)  # fmt: skip
def test_duration(millis: int | None, words: str) -> None:
    assert formats.duration(millis) == words


def test_a_growing_duration_has_no_tenths() -> None:
    assert [formats.whole_seconds(millis) for millis in (0, 999, 5_432, 61_000)] == ["0 s", "0 s", "5 s", "1 min 01 s"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "just now"), (-30, "just now"), (59, "just now"), (61, "1 min ago"), (7_300, "2 h ago"),
     (90_000, "yesterday"), (3 * 86_400, "3 days ago")],
)  # fmt: skip
def test_ago(seconds: int, words: str) -> None:
    now = 1_800_000_000_000
    assert formats.ago(now - seconds * 1000, now) == words


def test_long_ago_is_a_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    assert formats.ago(1_700_000_000_000, 1_800_000_000_000) == "14 Nov 2023"


def test_markup_in_data_stays_text() -> None:
    assert "<b>" not in formats.plain("<b>bold</b> & more")
    assert formats.plain("") == ""
    assert formats.menu_text("fish & chips") == "fish && chips"
