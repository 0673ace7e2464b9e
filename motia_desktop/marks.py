"""Which shape a deployment, a phase or a row has."""

from motia_desktop.widgets.mark import Mark
from motia_desktop.wording import PHASES, cancelled
from motiad.contract.deployment import DeploymentData, Phase


def mark_of(data: DeploymentData) -> Mark:
    """Return a deployment's shape."""
    if data.status == "idle":
        return Mark.WAITING
    if data.status == "completed":
        return Mark.DONE
    if data.status == "failed":
        return Mark.STOPPED if cancelled(data) else Mark.FAILED
    return Mark.RUNNING


def phase_mark(data: DeploymentData, phase: Phase) -> Mark:
    """Return a phase's shape; the phase a deployment failed in is the one it stays in."""
    if data.status == "completed":
        return Mark.DONE
    if data.phase is None:
        return Mark.WAITING
    there, here = PHASES.index(data.phase), PHASES.index(phase)
    if here < there:
        return Mark.DONE
    if here > there:
        return Mark.WAITING
    return mark_of(data)
