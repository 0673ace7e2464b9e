"""`@motiadev/stream-client-react` and `@motiadev/stream-client-browser` in headless Chromium."""

from typing import Any

import pytest

from .chromium import Chromium
from .conftest import Watched
from .daemon import Daemon
from .document import FLOW, RANK, check_history, statuses
from .pages import Pages
from .recordings import ended

pytestmark = [pytest.mark.node, pytest.mark.chromium, pytest.mark.usefixtures("chromium")]
Three = tuple[Watched, Watched, Watched]


def showing_the_end(shown: Any) -> bool:
    return bool(shown) and shown[-1]["lines"][:1] in (["Status: completed"], ["Status: failed"])


def test_the_react_hook_ends_on_the_final_state_every_time(daemon: Daemon, pages: Pages, watched: Three) -> None:
    for deployment in watched:
        states = pages.seen.wait(f"react {deployment.id} data", ended)
        check_history(states, deployment.id, every_status=False)
        assert states[-1] == daemon.status(deployment.id)
        assert pages.seen.of(f"react {deployment.id} error") == []


def test_the_documented_component_shows_the_statuses_in_order(daemon: Daemon, pages: Pages, watched: Three) -> None:
    for deployment in watched:
        shown = pages.seen.wait(f"react {deployment.id} shown", showing_the_end)
        assert shown[0]["loading"]
        lines = [each["lines"][0] for each in shown[1:]]
        ranks = [RANK[line.removeprefix("Status: ")] for line in lines]
        assert ranks == sorted(ranks)
        progress = [each["progress"] for each in shown[1:]]
        assert progress == sorted(progress)
        final = daemon.status(deployment.id)
        assert shown[-1] == {
            "lines": ["Status: completed", final["message"]],
            "progress": 100,
            "error": None,
            "loading": False,
        }


def test_a_page_opened_while_it_runs_ends_on_the_final_state(daemon: Daemon, pages: Pages, watched: Three) -> None:
    states = pages.seen.wait(f"late {watched[0].id} data", ended)
    check_history(states, watched[0].id, every_status=False)
    assert states[0]["status"] != "idle"
    assert states[-1] == daemon.status(watched[0].id)


def test_the_browser_client_sees_every_status_in_order(daemon: Daemon, pages: Pages, watched: Three) -> None:
    for deployment in watched:
        states = pages.seen.wait(f"browser {deployment.id} data", ended)
        check_history(states, deployment.id, every_status=True)
        assert states[-1] == daemon.status(deployment.id)
        assert pages.seen.of(f"browser {deployment.id} error") == []


def test_the_documented_listener_logs_every_status(pages: Pages, watched: Three) -> None:
    end = "Status: completed 100%"
    for deployment in watched:
        lines = pages.seen.wait(f"browser {deployment.id} logged", lambda seen: bool(seen) and seen[-1] == end)
        assert statuses([{"status": line.split()[1]} for line in lines]) == list(FLOW)


def test_the_group_in_react_shows_every_deployment(pages: Pages, watched: Three) -> None:
    wanted = {(deployment.id, "completed") for deployment in watched}
    pages.seen.wait(
        f"react {watched[2].id} group", lambda groups: wanted <= {(item["id"], item["status"]) for item in groups[-1]}
    )


def test_states_survive_a_page_refresh(daemon: Daemon, pages: Pages, chromium: Chromium, watched: Three) -> None:
    """A page opened after the end shows the end (contract, "Key Points")."""
    for page in ("react", "browser"):
        tab = chromium.open(pages.address(page, f"{page} again", daemon.ws_url, watched[1].id))
        states = pages.seen.wait(f"{page} again data", bool)
        assert states == [daemon.status(watched[1].id)]
        chromium.close_tab(tab)
    pages.seen.wait("react again shown", showing_the_end)


@pytest.mark.parametrize("page", ["react", "browser"])
def test_a_page_may_offer_a_token_as_subprotocol(
    daemon: Daemon, pages: Pages, chromium: Chromium, watched: Three, page: str
) -> None:
    name = f"{page} offering"
    url = pages.address(page, name, daemon.ws_url, watched[0].id, "Authorization", "token-of-the-page")
    tab = chromium.open(url)
    pages.seen.wait(f"{name} data", ended)
    assert pages.seen.of(f"{name} error") == []
    chromium.close_tab(tab)
