"""The whole history as far as it was paged in, narrowed by a filter; active deployments come from the live store."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Signal

from motia_desktop.stores.deployments import DeploymentStore
from motiad.contract.deployment import DeploymentData, Status

Standing = Literal["", "active", "completed", "failed"]


@dataclass(frozen=True)
class HistoryFilter:
    """What a person wants to see; empty for everything."""

    search: str = ""
    project: str = ""
    environment: str = ""
    standing: Standing = ""

    @property
    def status(self) -> Status | None:
        """What the daemon is asked for: only ended deployments are paged."""
        return self.standing if self.standing in ("completed", "failed") else None

    def takes(self, item: DeploymentData) -> bool:
        """Whether a deployment passes: the same rule as the daemon's."""
        environment = (item.metadata.environment if item.metadata else None) or ""
        if self.project and item.project != self.project:
            return False
        if self.environment and environment != self.environment:
            return False
        if self.standing == "active" and item.terminal:
            return False
        if self.status and item.status != self.status:
            return False
        words = (item.id, item.project, item.version, environment, item.error)
        return not self.search or any(self.search.casefold() in (word or "").casefold() for word in words)


class HistoryStore(QObject):
    """Pages that were read, newest first; the live store knows better where both know a deployment."""

    reset = Signal()
    """Everything may be different."""
    grown = Signal(int)
    """So many ended deployments were added at the end."""
    changed = Signal(object)
    """An active deployment's new state, a `DeploymentData`."""

    def __init__(self, live: DeploymentStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._live = live
        self._ended: dict[str, DeploymentData] = {}
        self.filter = HistoryFilter()
        self.next: str | None = None
        """The cursor of the next page, or None at the end."""
        self.loading = False
        live.changed.connect(self._changed)

    def active(self) -> list[DeploymentData]:
        """Return the deployments that have not ended and pass the filter."""
        wanted = self.filter.standing in ("", "active")
        return [item for item in self._live.active() if self.filter.takes(item)] if wanted else []

    def ended(self) -> list[DeploymentData]:
        """Return the ended deployments that were paged in, newest first."""
        return list(self._ended.values()) if self.filter.standing != "active" else []

    def projects(self) -> list[str]:
        """Return the names of every project that was seen."""
        return sorted({item.project for item in self._known() if item.project}, key=str.casefold)

    def environments(self) -> list[str]:
        """Return the names of every environment that was seen."""
        named = (item.metadata.environment for item in self._known() if item.metadata)
        return sorted({name for name in named if name}, key=str.casefold)

    def begin(self, narrowed: HistoryFilter) -> None:
        """Start over with another filter; what does not pass it is gone."""
        self.filter = narrowed
        self._ended = {key: item for key, item in self._ended.items() if narrowed.takes(item)}
        self.next = None
        self.reset.emit()

    def first(self, items: Sequence[DeploymentData], following: str | None) -> None:
        """Take in the first page."""
        self._ended = {item.id: item for item in items if item.terminal}
        self.next = following
        self.reset.emit()

    def more(self, items: Sequence[DeploymentData], following: str | None) -> None:
        """Take in the page after the last one."""
        fresh = {item.id: item for item in items if item.terminal and item.id not in self._ended}
        self._ended.update(fresh)
        self.next = following
        self.grown.emit(len(fresh))

    def _known(self) -> list[DeploymentData]:
        return [*self._live.newest_first(), *self._ended.values()]

    def _changed(self, item: DeploymentData) -> None:
        if not item.terminal:
            if self._ended.pop(item.id, None) is not None:  # it is tried again
                self.reset.emit()
            else:
                self.changed.emit(item)
        elif item.id not in self._ended and self.filter.takes(item) and self._newer(item):
            self._ended = {item.id: item, **self._ended}
            self.reset.emit()

    def _newer(self, item: DeploymentData) -> bool:
        """Whether it belongs on top: an older one comes with its page."""
        newest = next(iter(self._ended.values()), None)
        return newest is None or (item.started_at or 0) >= (newest.started_at or 0)
