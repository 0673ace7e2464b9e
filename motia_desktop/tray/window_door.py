"""Where the window can be asked, by the tray, what is in front, and to show something: a socket of this user's.

One line of JSON each way: `{"ask": "front"}` is answered by `{"front": ID or ""}`, and
`{"ask": "open" | "log" | "again", "about": ID or ""}`, `{"ask": "project", "about": FOLDER}` and `{"ask": "demo"}` by
`{"done": true}`.
"""

import hashlib
import json
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from motia_desktop.crash import log
from motia_desktop.tray.wish import Wish
from motiad.paths import Paths

FRONT = "front"
PROJECT = "project"
DEMO = "demo"
MOST_BYTES = 4096
STALE_MILLIS = 200
"""How long a window that holds the socket is waited for before the socket is taken for a dead one's."""
_KNOWN = (Wish.OPEN, Wish.LOG, Wish.AGAIN, PROJECT, DEMO)


def door_name(paths: Paths) -> str:
    """Return the name of the socket: a file in the run folder, where only this user looks, or a pipe on Windows."""
    if sys.platform == "win32":
        return f"motia-window-{hashlib.sha256(str(paths.run).encode()).hexdigest()[:16]}"
    return str(paths.run / "window.sock")


class WindowDoor(QObject):
    """Open while the window lives. Of several windows on one base-dir, the first has it."""

    wanted = Signal(str, str)
    """What is asked for (a `Wish`, PROJECT or DEMO), and about what: a deployment's id, a folder, or nothing."""

    def __init__(self, paths: Paths, front: Callable[[], str], parent: QObject | None = None) -> None:
        """`front` returns the id of the deployment a person is looking at, or an empty string."""
        super().__init__(parent)
        self._paths = paths
        self._front = front
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._let_in)

    def open(self) -> bool:
        """Begin to answer; returns whether it could, which it cannot where another window does."""
        self._paths.run.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = door_name(self._paths)
        if _answers(name):  # asked first: Qt would put its socket in the place of one that is in use
            log.warning("Another window on the same folders answers the tray already")
            return False
        QLocalServer.removeServer(name)
        if self._server.listen(name):
            return True
        log.warning("The tray cannot reach this window: %s", self._server.errorString())
        return False

    def close(self) -> None:
        """Answer no more."""
        self._server.close()

    def _let_in(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            caller.disconnected.connect(caller.deleteLater)
            caller.readyRead.connect(lambda caller=caller: self._hear(caller))
            self._hear(caller)

    def _hear(self, caller: QLocalSocket) -> None:
        while caller.canReadLine():
            caller.write(json.dumps(self._answer(bytes(caller.readLine(MOST_BYTES).data()))).encode() + b"\n")
            caller.flush()
        if caller.bytesAvailable() > MOST_BYTES:
            caller.abort()

    def _answer(self, line: bytes) -> dict[str, object]:
        try:
            asked = json.loads(line)
            ask, about = asked["ask"], asked.get("about", "")
        except (ValueError, KeyError, TypeError, AttributeError):
            return {"done": False}
        if ask == FRONT:
            return {FRONT: self._front()}
        if ask not in _KNOWN or not isinstance(about, str):
            return {"done": False}
        self.wanted.emit(str(ask), about)
        return {"done": True}


def _answers(name: str) -> bool:
    other = QLocalSocket()
    other.connectToServer(name)
    there = other.waitForConnected(STALE_MILLIS)
    other.abort()
    return there
