"""Listens to the stream of every daemon of a test, as a page would, and keeps all that comes."""

import asyncio
import json
import threading
from contextlib import suppress
from pathlib import Path

import aiohttp

LOOK_SECONDS = 0.05
_JOIN = {"streamName": "deployment-status", "groupId": "deployments", "subscriptionId": "tap"}


class StreamTap:
    """A thread that follows the runtime file of a base-dir from daemon to daemon."""

    def __init__(self, base: Path) -> None:
        self._runtime = base / "run" / "daemon.json"
        self._stop = threading.Event()
        self.heard: list[str] = []
        self._thread = threading.Thread(target=lambda: asyncio.run(self._listen()), name="stream tap")
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        self._stop.set()
        self._thread.join(10)

    async def _listen(self) -> None:
        async with aiohttp.ClientSession() as session:
            while not self._stop.is_set():
                with suppress(aiohttp.ClientError, OSError, ValueError, KeyError):
                    url = json.loads(self._runtime.read_text())["ws_url"]
                    async with session.ws_connect(url, max_msg_size=0) as socket:
                        await socket.send_json({"type": "join", "data": _JOIN})
                        await self._take(socket)
                await asyncio.sleep(LOOK_SECONDS)

    async def _take(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        while not self._stop.is_set():
            try:
                message = await socket.receive(timeout=0.2)
            except TimeoutError:
                continue
            if message.type != aiohttp.WSMsgType.TEXT:
                return
            self.heard.append(str(message.data))
