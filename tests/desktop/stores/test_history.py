import history_pictures
import pytest
import states

from motia_desktop.stores.deployments import DeploymentStore
from motia_desktop.stores.history import HistoryFilter, HistoryStore


@pytest.fixture
def live() -> DeploymentStore:
    return DeploymentStore()


@pytest.fixture
def history(live: DeploymentStore) -> HistoryStore:
    return HistoryStore(live)


@pytest.mark.parametrize(
    ("narrowed", "takes"),
    [
        (HistoryFilter(), True),
        (HistoryFilter(search="ORDER"), True),
        (HistoryFilter(search="dep-7F"), True),
        (HistoryFilter(search="no space"), False),
        (HistoryFilter(project="order-desk", environment="production", standing="active"), True),
        (HistoryFilter(project="order"), False),
        (HistoryFilter(environment="staging"), False),
        (HistoryFilter(standing="completed"), False),
    ],
)
def test_filters(narrowed: HistoryFilter, takes: bool) -> None:
    assert narrowed.takes(states.building()) is takes


def test_pages_follow_each_other_without_doubles(history: HistoryStore) -> None:
    page = history_pictures.many(6)
    grown: list[int] = []
    history.grown.connect(grown.append)
    history.begin(HistoryFilter())
    history.first(page[:3], "3")
    history.more(page[2:5], "5")
    assert [item.id for item in history.ended()] == [item.id for item in page[:5]]
    assert (grown, history.next) == ([2], "5")
    assert history.projects() == ["newsletter", "order-desk"]
    assert history.environments() == ["production", "staging"]


def test_what_runs_comes_from_the_live_store_and_moves_when_it_ends(
    history: HistoryStore, live: DeploymentStore
) -> None:
    history.first(history_pictures.many(3), None)
    live.put(states.building())
    assert [item.id for item in history.active()] == ["dep-7f3a2c"]
    live.put(states.completed())
    assert history.active() == []
    assert next(item.id for item in history.ended()) == "dep-7f3a2c"
    live.put(states.building().model_copy(update={"attempt": 2}))
    assert "dep-7f3a2c" not in [item.id for item in history.ended()]


def test_an_older_one_that_was_opened_stays_in_its_place(history: HistoryStore, live: DeploymentStore) -> None:
    page = history_pictures.many(5)
    history.first(page[:3], "3")
    live.put(page[4])
    assert [item.id for item in history.ended()] == [item.id for item in page[:3]]


def test_a_filter_drops_what_does_not_pass_at_once(history: HistoryStore, live: DeploymentStore) -> None:
    live.put(states.building())
    history.first(history_pictures.many(6), "6")
    history.begin(HistoryFilter(project="newsletter"))
    assert {item.project for item in history.ended()} == {"newsletter"}
    assert (history.active(), history.next) == ([], None)
    history.begin(HistoryFilter(standing="active"))
    assert (len(history.active()), history.ended()) == (1, [])
