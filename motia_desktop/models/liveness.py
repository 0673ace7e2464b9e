"""Whether a completed deployment is live: that is not the same (`upstream-facts.md`, section 1, "Cloud facts").

An environment's first deployment is live at once, every later one must be promoted on Motia Cloud's page. The cloud's
stream says nothing about it: no output has a meaning we know, and the address of a deployment is there before it is
promoted as well. So only two things are proof: the local cloud, which promotes nothing, and being the first.
"""

from collections.abc import Iterable
from enum import Enum

from motia_desktop.orders import LOCAL
from motia_desktop.wording import environment
from motiad.contract.deployment import DeploymentData


class Liveness(Enum):
    """What can be said about a completed deployment."""

    LIVE = "live"
    FIRST = "first"
    """The first of its environment that this machine knows: live, unless others deployed there before."""
    UNPROVEN = "unproven"
    """It may still need promoting."""


def liveness(data: DeploymentData, known: Iterable[DeploymentData], cloud: str | None) -> Liveness | None:
    """Return what can be said; None where it has not completed. `cloud` is None where nobody knows it."""
    if data.status != "completed":
        return None
    if cloud == LOCAL:
        return Liveness.LIVE
    if cloud is None or environment(data) is None or any(_earlier(other, data) for other in known):
        return Liveness.UNPROVEN
    return Liveness.FIRST


def _earlier(other: DeploymentData, data: DeploymentData) -> bool:
    """Whether `other` reached the same environment before; its cloud is not known, so it counts whatever it was."""
    return (
        other.id != data.id
        and other.status == "completed"
        and (other.project, environment(other)) == (data.project, environment(data))
        and (other.completed_at or 0) <= (data.completed_at or 0)
    )
