"""The other side of the window's door: asks, waits a moment, and takes no answer for no window."""

import asyncio
import json
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalSocket

from motia_desktop.tray.window_door import FRONT, door_name
from motia_desktop.tray.wish import Wish
from motiad.paths import Paths

ANSWER_SECONDS = 1.0


class WindowLink(QObject):
    """One connection a question: windows come and go."""

    def __init__(self, paths: Paths, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = door_name(paths)

    async def in_front(self) -> str:
        """Return the id of the deployment a person is looking at; empty for none."""
        front = (await self._ask({"ask": FRONT})).get(FRONT, "")
        return front if isinstance(front, str) else ""

    async def show(self, deployment_id: str, wish: Wish) -> bool:
        """Have the window show a deployment; returns False where there is no window that answers."""
        return (await self._ask({"ask": wish.value, "about": deployment_id})).get("done") is True

    async def _ask(self, question: dict[str, str]) -> dict[str, Any]:
        answered: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        socket = QLocalSocket(self)

        def take() -> None:
            if socket.canReadLine() and not answered.done():
                answered.set_result(bytes(socket.readLine().data()))

        def fail(*_: object) -> None:
            if not answered.done():
                answered.set_result(b"{}")

        socket.connected.connect(lambda: socket.write(json.dumps(question).encode() + b"\n"))
        socket.readyRead.connect(take)
        socket.errorOccurred.connect(fail)
        socket.connectToServer(self._name)
        try:
            answer = json.loads(await asyncio.wait_for(answered, ANSWER_SECONDS))
        except (TimeoutError, ValueError):
            return {}
        finally:
            socket.abort()
            socket.deleteLater()
        return answer if isinstance(answer, dict) else {}
