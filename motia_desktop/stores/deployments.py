"""Every deployment the window knows, newest first."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from motiad.contract.deployment import DeploymentData


class DeploymentStore(QObject):
    """The latest state of each deployment; whoever shows one listens here."""

    added = Signal(str)
    """A deployment appeared, with its id."""
    changed = Signal(object)
    """A deployment's new state, a `DeploymentData`; also sent when it appears."""
    ended = Signal(object)
    """A deployment that was seen running reached its end."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: dict[str, DeploymentData] = {}

    def __len__(self) -> int:
        return len(self._items)

    def get(self, deployment_id: str) -> DeploymentData | None:
        """Return a deployment's latest state."""
        return self._items.get(deployment_id)

    def newest_first(self) -> list[DeploymentData]:
        """Return all of them: those still waiting for their start come first."""
        far = 1 << 62
        return sorted(self._items.values(), key=lambda item: item.started_at or far, reverse=True)

    def active(self) -> list[DeploymentData]:
        """Return those that have not ended, newest first."""
        return [item for item in self.newest_first() if not item.terminal]

    def load(self, items: Iterable[DeploymentData]) -> None:
        """Take in what the daemon remembers."""
        for item in items:
            self.put(item)

    def put(self, item: DeploymentData) -> None:
        """Take in a state; an ended one without its logs does not replace the same with them."""
        known = self._items.get(item.id)
        if known is not None:
            item = _with_logs(item, known)
            if item == known:
                return
        self._items[item.id] = item
        if known is None:
            self.added.emit(item.id)
        self.changed.emit(item)
        if known is not None and item.terminal and not known.terminal:
            self.ended.emit(item)


def _with_logs(item: DeploymentData, known: DeploymentData) -> DeploymentData:
    """History and a group's first message carry ended deployments without logs (security-reliability.md, 1)."""
    if not item.terminal or item.attempt != known.attempt or item.status != known.status:
        return item
    if item.build_logs or item.upload_logs or item.deploy_logs:
        return item
    return item.model_copy(
        update={"build_logs": known.build_logs, "upload_logs": known.upload_logs, "deploy_logs": known.deploy_logs}
    )
