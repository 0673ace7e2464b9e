"""How long a deployment will take, judged by the last ones of its project."""

from collections.abc import Iterable, Mapping
from statistics import median

from motia_desktop.wording import PHASES
from motiad.contract.deployment import DeploymentData, Phase

LAST = 5
"""Completed deployments that are looked at: a project changes, and so does the time it takes."""


def usual_times(data: DeploymentData, known: Iterable[DeploymentData]) -> Mapping[Phase, float] | None:
    """Return the median milliseconds of each phase; None where this project has no history of its own.

    Retries count for nothing: they use what was built before. `known` is newest first.
    """
    spans = [
        times
        for item in known
        if item.id != data.id and item.status == "completed" and item.attempt == 1 and item.project == data.project
        if (times := _spans(item))
    ][:LAST]
    return {phase: median(times[phase] for times in spans) for phase in PHASES} if spans else None


def time_left(data: DeploymentData, usual: Mapping[Phase, float], now: int) -> float | None:
    """Return the milliseconds that are left, less than nothing when it takes longer than usual.

    None at an end, and behind others in the queue: nobody knows how long those take.
    """
    if data.terminal or data.queue_position:
        return None
    if data.phase is None:
        return sum(usual.values())
    here = PHASES.index(data.phase)
    times = (data.phases or {}).get(data.phase)
    spent = now - times.started_at if times else 0
    return sum(usual[phase] for phase in PHASES[here:]) - spent


def _spans(data: DeploymentData) -> Mapping[Phase, int] | None:
    phases = data.phases or {}
    spans = {
        phase: times.completed_at - times.started_at
        for phase, times in phases.items()
        if times.completed_at is not None
    }
    return spans if set(spans) == set(PHASES) else None
