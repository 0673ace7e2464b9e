"""What the tray shows and when it speaks up: no Qt, no bus, no clock of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from motia_desktop.formats import duration
from motia_desktop.wording import advice, cancelled, elapsed, environment, failure, name, state
from motiad.contract.deployment import DeploymentData


class TrayState(Enum):
    """Each has an icon of its own shape: `resources/desktop/icons/tray-*.svg`."""

    IDLE = "idle"
    WORKING = "working"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    OFFLINE = "offline"


@dataclass(frozen=True)
class Notice:
    """A notification: plain text, a deployment to open, and whether it is bad news."""

    deployment_id: str
    title: str
    body: str
    urgent: bool


def tray_state(active: Sequence[DeploymentData], last_ended: DeploymentData | None, *, online: bool) -> TrayState:
    """Return the state at a glance; `last_ended` is the last one that ended and has not been looked at."""
    if not online:
        return TrayState.OFFLINE
    if active:
        return TrayState.WORKING
    if last_ended is None or cancelled(last_ended):
        return TrayState.IDLE
    return TrayState.SUCCEEDED if last_ended.status == "completed" else TrayState.FAILED


def summary(active: Sequence[DeploymentData], last_ended: DeploymentData | None, *, online: bool) -> str:
    """Return the tool tip: one line."""
    if not online:
        return "Motia: not connected to the daemon"
    if len(active) == 1:
        one = active[0]
        return f"Motia: {name(one)}, {state(one).lower()}, {one.progress} %"
    if active:
        return f"Motia: {len(active)} deployments are running"
    if last_ended is not None:
        return f"Motia: {name(last_ended)}, {state(last_ended).lower()}"
    return "Motia: nothing is running"


def notice(data: DeploymentData) -> Notice | None:
    """Return what to say when a deployment ended; a person who cancelled it knows already."""
    if not data.terminal or cancelled(data):
        return None
    what = " ".join(part for part in (name(data), data.version) if part)
    where = environment(data)
    took = duration(elapsed(data, data.completed_at or 0)) if data.completed_at else ""
    if data.status == "completed":
        body = " ".join(part for part in (f"to {where}" if where else "", f"in {took}" if took else "") if part)
        return Notice(data.id, f"{what} is deployed", body[:1].upper() + body[1:], urgent=False)
    body = f"{data.error or data.message}\n{advice(data.error_code)}".strip()
    return Notice(data.id, f"{what}: {failure(data)[:1].lower()}{failure(data)[1:]}", body, urgent=True)
