"""Gathers deployments that end together, so that they are told as one piece of news."""

from PySide6.QtCore import QObject, QTimer, Signal

from motiad.contract.deployment import DeploymentData

TOGETHER_MILLIS = 2500
"""How long after the first of them others are waited for."""


class Digest(QObject):
    """Holds ends back for a moment; a deployment that ends twice in it is told once, as it ended last."""

    gathered = Signal(list)
    """The `DeploymentData` of every deployment that ended in the meantime, in their order."""

    def __init__(self, parent: QObject | None = None, *, millis: int = TOGETHER_MILLIS) -> None:
        super().__init__(parent)
        self._ends: dict[str, DeploymentData] = {}
        self._timer = QTimer(self, interval=millis, singleShot=True)
        self._timer.timeout.connect(self._tell)

    def add(self, data: DeploymentData) -> None:
        """Take in an end that is to be told."""
        self._ends.pop(data.id, None)
        self._ends[data.id] = data
        if not self._timer.isActive():
            self._timer.start()

    def drop(self, deployment_id: str) -> None:
        """Forget an end that is no news any more."""
        self._ends.pop(deployment_id, None)

    def _tell(self) -> None:
        ends, self._ends = list(self._ends.values()), {}
        if ends:
            self.gathered.emit(ends)
