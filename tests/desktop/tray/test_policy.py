import states

from motia_desktop.tray.policy import (
    MOST_NAMED,
    TrayState,
    farewell,
    notice,
    percent,
    refusal,
    summary,
    tray_state,
)
from motia_desktop.tray.wish import Wish
from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import DeploymentData
from motiad.errors import MotiadError


def _with(data: DeploymentData, **fields: object) -> DeploymentData:
    return data.model_copy(update=fields)


def test_the_icon_says_the_most_important_thing() -> None:
    running, good, bad = states.uploading(), states.completed(), states.failed()
    assert tray_state([running], bad, online=False) is TrayState.OFFLINE
    assert tray_state([running], bad, online=True) is TrayState.WORKING
    assert tray_state([], good, online=True) is TrayState.SUCCEEDED
    assert tray_state([], bad, online=True) is TrayState.FAILED
    assert tray_state([], None, online=True) is TrayState.IDLE
    assert tray_state([], states.cancelled(), online=True) is TrayState.IDLE


def test_the_progress_is_that_of_all_that_runs() -> None:
    assert percent([]) == 0
    assert percent([_with(states.uploading(), progress=47)]) == 47
    assert percent([_with(states.uploading(), progress=40), _with(states.building(), progress=20)]) == 30


def test_the_tool_tip_is_one_line() -> None:
    running = states.uploading()
    assert summary([running], None, online=True) == "Motia: order-desk, uploading, 47 %"
    both = [running, _with(states.building(), progress=3)]
    assert summary(both, None, online=True) == "Motia: 2 deployments are running, 25 %"
    assert summary([], states.failed(), online=True) == "Motia: order-desk, failed"
    assert summary([], None, online=True) == "Motia: nothing is running"
    assert "not connected" in summary([], None, online=False)


def test_good_news() -> None:
    news = notice([states.completed(started_at=1_000, completed_at=13_000)])
    assert news is not None
    assert (news.title, news.body, news.urgent) == ("order-desk 9c41e07 is deployed", "To production in 12 s", False)
    assert news.offers == (Wish.OPEN, Wish.LOG)


def test_bad_news_say_why_and_what_to_do() -> None:
    data = states.failed()
    news = notice([data])
    assert news is not None
    assert news.urgent
    assert news.title == "order-desk 9c41e07: the build failed"
    assert news.body.startswith("1 of 9 steps cannot be built.\n")
    assert len(news.body.splitlines()) == 2
    assert news.deployment_id == data.id
    assert news.offers == (Wish.OPEN, Wish.LOG, Wish.RETRY)


def test_where_a_retry_makes_no_sense_a_new_deployment_is_offered() -> None:
    news = notice([states.failed(error_code=ErrorCode.TOKEN_EXPIRED)])
    assert news is not None
    assert news.offers == (Wish.OPEN, Wish.LOG, Wish.AGAIN)


def test_nothing_is_said_about_what_runs_or_was_cancelled() -> None:
    assert notice([]) is None
    assert notice([states.uploading()]) is None
    assert notice([states.cancelled()]) is None
    assert notice([states.failed(error_code=ErrorCode.INTERRUPTED)]) is not None


def test_several_are_one_digest_with_the_failures_first() -> None:
    good = [states.completed(id=f"good-{n}", project=f"good-{n}") for n in range(MOST_NAMED)]
    bad = states.failed(id="bad", project="bad")
    news = notice([*good, bad, _with(states.cancelled(), id="never-mind")])
    assert news is not None
    assert news.title == "6 deployments have ended: 5 succeeded, 1 failed"
    lines = news.body.splitlines()
    assert lines[0] == "bad 9c41e07: failed"
    assert lines[1] == "good-0 9c41e07: completed"
    assert lines[-1] == "and 1 more"
    assert (len(lines), news.urgent, news.deployment_id, news.offers) == (MOST_NAMED + 1, True, "", (Wish.OPEN,))
    calm = notice(good[:2])
    assert calm is not None
    assert calm.title == "2 deployments have ended: 2 succeeded"
    assert not calm.urgent


def test_one_that_is_left_of_several_is_told_by_itself() -> None:
    news = notice([_with(states.cancelled(), id="a"), states.completed(id="b")])
    assert news is not None
    assert news.title == "order-desk 9c41e07 is deployed"


def test_a_refusal_says_what_to_do() -> None:
    news = refusal(MotiadError(ErrorCode.NOT_CANCELLABLE, "The cloud is at work."))
    assert news.body == "The cloud is at work.\nWait for its end; then deploy again if need be."
    assert news.urgent


def test_a_farewell_names_what_goes_on() -> None:
    assert farewell([states.uploading()]).title == "order-desk 9c41e07 goes on without the window"
    assert farewell([states.uploading(), states.building()]).title == "2 deployments go on without the window"
