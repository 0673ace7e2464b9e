from hypothesis import given
from hypothesis import strategies as st

from motia_desktop.models.flow_layout import LAYER_GAP, ROW_GAP, arrange

KEYS = [f"n{number}" for number in range(14)]
GRAPHS = st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)), max_size=40)
SIZES = st.fixed_dictionaries({key: st.tuples(st.integers(10, 200), st.integers(10, 60)) for key in KEYS})


@given(SIZES, GRAPHS)
def test_no_two_nodes_touch_and_nothing_is_left_out_whatever_the_graph(sizes, edges) -> None:
    places = arrange(sizes, edges)
    assert set(places) == set(sizes)
    boxes = [(x, y, x + sizes[key][0], y + sizes[key][1]) for key, (x, y) in places.items()]
    for number, (left, top, right, bottom) in enumerate(boxes):
        assert left > -0.01
        assert top > -0.01
        for other_left, other_top, other_right, other_bottom in boxes[:number]:
            apart = max(other_left - right, left - other_right, other_top - bottom, top - other_bottom)
            assert apart >= min(LAYER_GAP, ROW_GAP) - 0.01
    assert arrange(sizes, edges) == places


def test_a_line_goes_from_left_to_right_on_one_height() -> None:
    places = arrange(dict.fromkeys("abc", (100.0, 20.0)), [("a", "b"), ("b", "c")])
    assert places == {"a": (0, 0), "b": (100 + LAYER_GAP, 0), "c": (2 * (100 + LAYER_GAP), 0)}


def test_a_circle_is_broken_where_it_began() -> None:
    places = arrange(dict.fromkeys("abc", (100.0, 20.0)), [("a", "b"), ("b", "c"), ("c", "a"), ("a", "a")])
    assert places["a"][0] < places["b"][0] < places["c"][0]


def test_lines_do_not_cross_where_they_need_not() -> None:
    edges = [("a", "y"), ("b", "x"), ("c", "z")]
    places = arrange(dict.fromkeys("abcxyz", (10.0, 10.0)), [*edges, ("r", "a"), ("r", "b"), ("r", "c")][:3])
    ranks = sorted("abc", key=lambda key: (places[key][1], places[key][0]))
    assert sorted("xyz", key=lambda key: (places[key][1], places[key][0])) == [dict(edges)[key] for key in ranks]


def test_parts_are_packed_into_a_box_as_wide_as_asked() -> None:
    sizes = {str(number): (100.0, 20.0) for number in range(120)}
    for aspect in (1.0, 3.0):
        places = arrange(sizes, [], aspect)
        wide = max(x for x, _ in places.values()) + 100
        high = max(y for _, y in places.values()) + 20
        assert 0.6 * aspect < wide / high < 1.6 * aspect


def test_nothing_is_nowhere() -> None:
    assert arrange({}, []) == {}
