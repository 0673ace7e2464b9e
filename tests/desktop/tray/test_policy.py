import states

from motia_desktop.tray.policy import TrayState, notice, summary, tray_state
from motiad.contract.codes import ErrorCode


def test_the_icon_says_the_most_important_thing() -> None:
    running, good, bad = states.uploading(), states.completed(), states.failed()
    assert tray_state([running], bad, online=False) is TrayState.OFFLINE
    assert tray_state([running], bad, online=True) is TrayState.WORKING
    assert tray_state([], good, online=True) is TrayState.SUCCEEDED
    assert tray_state([], bad, online=True) is TrayState.FAILED
    assert tray_state([], None, online=True) is TrayState.IDLE
    assert tray_state([], states.cancelled(), online=True) is TrayState.IDLE


def test_the_tool_tip_is_one_line() -> None:
    running = states.uploading()
    assert summary([running], None, online=True) == "Motia: order-desk, uploading, 47 %"
    assert summary([running, states.building()], None, online=True) == "Motia: 2 deployments are running"
    assert summary([], states.failed(), online=True) == "Motia: order-desk, failed"
    assert summary([], None, online=True) == "Motia: nothing is running"
    assert "not connected" in summary([], None, online=False)


def test_good_news() -> None:
    news = notice(states.completed(started_at=1_000, completed_at=13_000))
    assert news is not None
    assert (news.title, news.body, news.urgent) == ("order-desk 9c41e07 is deployed", "To production in 12 s", False)


def test_bad_news_say_why_and_what_to_do() -> None:
    news = notice(states.failed())
    assert news is not None
    assert news.urgent
    assert news.title == "order-desk 9c41e07: the build failed"
    assert news.body.startswith("1 of 9 steps cannot be built.\n")
    assert len(news.body.splitlines()) == 2


def test_nothing_is_said_about_what_runs_or_was_cancelled() -> None:
    assert notice(states.uploading()) is None
    assert notice(states.cancelled()) is None
    assert notice(states.failed(error_code=ErrorCode.INTERRUPTED)) is not None
