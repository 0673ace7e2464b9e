"""The official Node client in a Node process of its own (watch.mjs)."""

import json
import os
import subprocess
import threading
from pathlib import Path

from .recordings import Recordings, arrived

STREAM = "deployment-status"
GROUP = "deployments"


class NodeWatcher:
    """Subscribes on demand and records every change it is told, under the name of the subscription."""

    def __init__(self, workshop: Path, address: str, *protocols: str, steady: bool = False) -> None:
        """`steady`: survive a server that is away (examples/steady-stream.mjs)."""
        self.seen = Recordings()
        self._child = subprocess.Popen(
            ["node", "watch.mjs", address, *protocols],
            cwd=workshop,
            env={**os.environ, "STEADY": "1" if steady else ""},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._complaints: list[str] = []
        self._threads = [threading.Thread(target=self._read), threading.Thread(target=self._listen)]
        for thread in self._threads:
            thread.start()

    def watch(self, name: str, stream: str = STREAM, group: str = GROUP, item: str | None = None) -> None:
        """Subscribe to an item, or without one to the whole group."""
        self._order({"name": name, "streamName": stream, "groupId": group, "id": item})
        self.seen.wait(f"{name} asked", arrived)

    def leave(self, name: str) -> None:
        """End the subscription of that name."""
        self._order({"name": name, "leave": True})
        self.seen.wait(f"{name} left", arrived)

    @property
    def complaints(self) -> str:
        """What it wrote to stderr."""
        return "".join(self._complaints)

    def close(self) -> int:
        """End the process and return its exit code: 0 unless the client died."""
        assert self._child.stdin is not None and self._child.stdout is not None and self._child.stderr is not None
        self._child.stdin.close()
        try:
            return self._child.wait(60)
        except subprocess.TimeoutExpired:
            self._child.kill()
            return self._child.wait()
        finally:
            for thread in self._threads:
                thread.join(60)
            self._child.stdout.close()
            self._child.stderr.close()

    def _order(self, order: dict[str, object]) -> None:
        assert self._child.stdin is not None
        self._child.stdin.write(f"{json.dumps(order)}\n")
        self._child.stdin.flush()

    def _read(self) -> None:
        assert self._child.stdout is not None
        for line in self._child.stdout:
            told = json.loads(line)
            self.seen.add(told["name"], told["state"])
        self._threads[1].join(60)
        self.seen.end(f"the Node client ended: {self.complaints}")

    def _listen(self) -> None:
        assert self._child.stderr is not None
        for line in self._child.stderr:
            self._complaints.append(line)
