"""What the daemon tells of a deployment beyond its state: where from, where to, and how its steps hang together."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import DeploymentData
from motiad.contract.flow import Flow
from motiad.contract.http import DeploymentOrigin
from motiad.errors import MotiadError

if TYPE_CHECKING:  # the window is painted before its libraries are loaded
    from motiad.client import DaemonClient

MOST = 50
"""Deployments whose flows are kept; any other is asked for again when it is looked at."""


class Told(NamedTuple):
    """What there is about one deployment; None is not known."""

    flow: Flow | None = None
    origin: DeploymentOrigin | None = None

    @property
    def cloud(self) -> str | None:
        """`local`, `motia` or a URL."""
        return self.origin.cloud if self.origin else None


NOTHING = Told()


class FlowStore(QObject):
    """For deployments that a person looks at; the same for a whole attempt once its project has been read."""

    changed = Signal(str)
    """Something became known, with the deployment's id."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._flows: OrderedDict[str, tuple[tuple[int, bool], Told]] = OrderedDict()

    def get(self, deployment_id: str) -> Told:
        """Return what is known of a deployment."""
        known = self._flows.get(deployment_id)
        return known[1] if known else NOTHING

    def lacks(self, data: DeploymentData) -> bool:
        """Whether the daemon may tell more about a deployment: another attempt, or its steps are known since."""
        known = self._flows.get(data.id)
        return known is None or known[0] != _state(data)

    def put(self, data: DeploymentData, told: Told) -> None:
        """Take in what the daemon told when the deployment was as `data` says."""
        self._flows[data.id] = (_state(data), told)
        self._flows.move_to_end(data.id)
        while len(self._flows) > MOST:
            self._flows.popitem(last=False)
        self.changed.emit(data.id)

    async def fetch(self, client: DaemonClient, data: DeploymentData) -> None:
        """Ask the daemon; one that does not know is no error: the picture then shows steps without connections."""
        try:
            origin, flow = await client.origin(data.id), await client.flow(data.id)
        except MotiadError as error:
            if error.code != ErrorCode.NOT_FOUND:
                raise
            self.put(data, Told())
        else:
            self.put(data, Told(flow, origin))


def _state(data: DeploymentData) -> tuple[int, bool]:
    return data.attempt, bool(data.build)
