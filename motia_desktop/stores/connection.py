"""How the window stands with the daemon."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError

if TYPE_CHECKING:  # the window is painted before its libraries are loaded
    from motiad.client import DaemonClient


class Link(Enum):
    """What a person needs to know about the connection."""

    STARTING = "starting"
    ONLINE = "online"
    RECONNECTING = "reconnecting"
    OFFLINE = "offline"
    OUTDATED = "outdated"
    """A daemon of another version runs; the window works with its own version only."""


class Connection(QObject):
    """The state of the connection, and the client to talk through while there is one."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.link = Link.STARTING
        self.error: MotiadError | None = None
        self._client: DaemonClient | None = None

    @property
    def client(self) -> DaemonClient:
        """The daemon. Raises `MotiadError` (DAEMON_UNAVAILABLE) while there is none."""
        if self._client is None:
            raise self.error or MotiadError(ErrorCode.DAEMON_UNAVAILABLE, "The daemon is not running yet.")
        return self._client

    @property
    def online(self) -> bool:
        """Whether the daemon answers."""
        return self.link is Link.ONLINE

    def become(self, link: Link, *, client: DaemonClient | None = None, error: MotiadError | None = None) -> None:
        """Take note of a change and tell."""
        if (link, client, error) != (self.link, self._client, self.error):
            self.link, self._client, self.error = link, client, error
            self.changed.emit()
