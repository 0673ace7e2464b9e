from hypothesis import given
from hypothesis import strategies as st

from motiad.deployments import logtail


def test_short_logs_are_kept_whole():
    assert logtail.append(("a",), ("b", "c")) == ("a", "b", "c")


def test_a_long_log_says_how_much_was_left_out():
    tail = logtail.append((), tuple(str(n) for n in range(1500)))
    assert len(tail) == logtail.MAX_LINES
    assert tail[0].startswith("… 501 earlier lines")
    assert tail[-1] == "1499"


def test_the_count_grows_with_every_cut():
    tail: tuple[str, ...] = ()
    for n in range(1200):
        tail = logtail.append(tail, (str(n),))
    assert tail[0].startswith("… 201 earlier lines")
    assert tail[1:] == tuple(str(n) for n in range(201, 1200))


@given(
    st.lists(st.lists(st.text(max_size=40_000).filter(lambda text: not text.startswith("…")), max_size=8), max_size=6)
)
def test_the_tail_is_bounded_and_ends_with_the_newest_lines(batches):
    tail: tuple[str, ...] = ()
    everything: list[str] = []
    for batch in batches:
        tail = logtail.append(tail, tuple(batch))
        everything += batch
    kept = list(tail[1:]) if tail and tail[0].startswith("…") else list(tail)
    assert sum(len(line.encode()) + 1 for line in kept) <= logtail.MAX_BYTES
    assert kept == everything[len(everything) - len(kept) :]
