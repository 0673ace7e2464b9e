"""What the tray shows and says: no widget, no bus, no clock of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QCoreApplication

from motia_desktop.formats import duration
from motia_desktop.possible import possible
from motia_desktop.tray.counted import Counted
from motia_desktop.tray.wish import Wish
from motia_desktop.wording import advice, cancelled, elapsed, environment, failure, name, state
from motiad.contract.deployment import DeploymentData
from motiad.errors import MotiadError

MOST_NAMED = 5
"""Deployments that a digest names; the others are counted."""


class TrayState(Enum):
    """Each has an icon of its own shape: `resources/desktop/icons/tray-*.svg`."""

    IDLE = "idle"
    WORKING = "working"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    OFFLINE = "offline"


@dataclass(frozen=True)
class Notice:
    """A notification in plain text."""

    title: str
    body: str
    urgent: bool = False
    deployment_id: str = ""
    """What a click opens; empty for the window as it is."""
    offers: tuple[Wish, ...] = (Wish.OPEN,)
    """The buttons, in their order."""


def tray_state(active: Sequence[DeploymentData], last_ended: DeploymentData | None, *, online: bool) -> TrayState:
    """Return the state at a glance; `last_ended` is the last one that ended and has not been looked at."""
    if not online:
        return TrayState.OFFLINE
    if active:
        return TrayState.WORKING
    if last_ended is None or cancelled(last_ended):
        return TrayState.IDLE
    return TrayState.SUCCEEDED if last_ended.status == "completed" else TrayState.FAILED


def percent(active: Sequence[DeploymentData]) -> int:
    """Return how far all that runs has come, 0 to 100."""
    return sum(item.progress for item in active) // len(active) if active else 0


def summary(active: Sequence[DeploymentData], last_ended: DeploymentData | None, *, online: bool) -> str:
    """Return the tool tip: one line."""
    if not online:
        return QCoreApplication.translate("Tray", "Motia: not connected to the daemon")
    if len(active) == 1:
        one = active[0]
        words = QCoreApplication.translate("Tray", "Motia: {0}, {1}, {2} %")
        return words.format(name(one), state(one).lower(), one.progress)
    if active:
        return Counted().running(len(active)).format(percent(active))
    if last_ended is not None:
        return QCoreApplication.translate("Tray", "Motia: {0}, {1}").format(name(last_ended), state(last_ended).lower())
    return QCoreApplication.translate("Tray", "Motia: nothing is running")


def notice(ends: Sequence[DeploymentData]) -> Notice | None:
    """Return what to say about deployments that ended together; a person who cancelled one knows already."""
    news = [data for data in ends if data.terminal and not cancelled(data)]
    if not news:
        return None
    return _one(news[0]) if len(news) == 1 else _several(news)


def refusal(error: MotiadError) -> Notice:
    """Return what to say when something a person asked for could not be done."""
    title = QCoreApplication.translate("Tray", "That could not be done")
    return Notice(title, f"{error.message}\n{advice(error.code, error.hint)}".strip(), urgent=True)


def farewell(active: Sequence[DeploymentData]) -> Notice:
    """Return what to say when the window goes and nothing else on the desktop shows what still runs."""
    if len(active) == 1:
        title = QCoreApplication.translate("Tray", "{0} goes on without the window").format(_what(active[0]))
    else:
        title = Counted().going_on(len(active))
    body = QCoreApplication.translate("Tray", "Open Motia Desktop, or run “motiad list”, to see how they come along.")
    return Notice(title, body, deployment_id=active[0].id if len(active) == 1 else "", offers=())


def _one(data: DeploymentData) -> Notice:
    what = _what(data)
    if data.status == "completed":
        title = QCoreApplication.translate("Tray", "{0} is deployed").format(what)
        return Notice(title, _where_and_how_long(data), deployment_id=data.id, offers=(Wish.OPEN, Wish.LOG))
    said = failure(data)
    body = f"{data.error or data.message}\n{advice(data.error_code)}".strip()
    can = possible(data)
    last = (Wish.RETRY,) if can.retry else (Wish.AGAIN,) if can.again else ()
    title = f"{what}: {said[:1].lower()}{said[1:]}"
    return Notice(title, body, urgent=True, deployment_id=data.id, offers=(Wish.OPEN, Wish.LOG, *last))


def _several(ends: Sequence[DeploymentData]) -> Notice:
    good = sum(data.status == "completed" for data in ends)
    bad = len(ends) - good
    words = Counted()
    parts = [words.succeeded(good) if good else "", words.failed(bad) if bad else ""]
    lines = [f"{_what(data)}: {state(data).lower()}" for data in sorted(ends, key=lambda data: data.status != "failed")]
    if len(lines) > MOST_NAMED:
        lines = [*lines[:MOST_NAMED], words.more(len(lines) - MOST_NAMED)]
    return Notice(
        f"{words.ended(len(ends))}: {', '.join(part for part in parts if part)}", "\n".join(lines), urgent=bad > 0
    )


def _what(data: DeploymentData) -> str:
    return " ".join(part for part in (name(data), data.version) if part)


def _where_and_how_long(data: DeploymentData) -> str:
    where = environment(data)
    took = duration(elapsed(data, data.completed_at)) if data.completed_at else ""
    if where and took:
        return QCoreApplication.translate("Tray", "To {0} in {1}").format(where, took)
    if where:
        return QCoreApplication.translate("Tray", "To {0}").format(where)
    return QCoreApplication.translate("Tray", "In {0}").format(took) if took else ""
