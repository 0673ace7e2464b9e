"""A real `motiad serve --cloud local` as a child process, and what a person would ask it."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .asking import Answer, ask
from .document import State

START_SECONDS = 90
STOP_SECONDS = 60
PORTS = range(20_000, 30_000)
"""The system gives none of these away by itself: one that was stopped finds its port free when it starts again."""


@dataclass(frozen=True)
class Created:
    """What the Cloud API answered at create."""

    id: str
    token: str
    environment: str
    project: str
    version: str


class Daemon:
    """One base-dir's daemon; it can be stopped and started again on the same port."""

    def __init__(self, project: Path | None, base: Path) -> None:
        self.project = project
        self.base = base
        self._child: subprocess.Popen[bytes] | None = None
        self._runtime: dict[str, Any] = {}

    @property
    def url(self) -> str:
        """Where it answers."""
        return str(self._runtime["url"])

    @property
    def ws_url(self) -> str:
        """Where its stream is."""
        return str(self._runtime["ws_url"])

    @property
    def owner(self) -> dict[str, str]:
        """The header only the owner can send."""
        return {"Authorization": f"Bearer {self._runtime['token']}"}

    def start(self) -> None:
        """Start it, the first time on a free port; returns when it is healthy."""
        port = self.url.rpartition(":")[2] if self._runtime else str(_free_port())
        self.base.mkdir(parents=True, exist_ok=True)
        command = ["serve", "--cloud", "local", "--port", port, "--strict-port"]
        command += ["--project", str(self.project)] if self.project else []
        with (self.base / "output.txt").open("ab") as output:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "motiad", *command, "--base-dir", str(self.base)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment(),
            )
        try:
            self._wait(self._child)
        except BaseException:
            self.close()
            raise

    def stop(self, number: int = signal.SIGTERM) -> int:
        """End it with a signal and return its exit code."""
        assert self._child is not None
        self._child.send_signal(number)
        try:
            return self._child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            return self._child.wait()
        finally:
            self._child = None

    def close(self) -> None:
        """End it if it runs."""
        if self._child is not None:
            self.stop()

    @property
    def pid(self) -> int:
        """The process."""
        return int(self._runtime["pid"])

    def output(self) -> str:
        """Return what it printed so far and the end of its log: why a test failed."""
        found = (self.base / name for name in ("output.txt", "log/motiad.log"))
        return "\n".join(path.read_text()[-4000:] for path in found if path.exists())

    def create(self) -> Created:
        """Create a deployment at the local cloud (the document's step 1)."""
        url = f"{self._runtime['cloud_url']}/v1/deployments"
        body = {"environmentId": "env-123", "versionName": "v1.0.0"}
        answer = ask("POST", url, body, {"x-api-key": "any"})
        assert answer.status == 200, answer.body
        found = answer.json
        return Created(
            found["deploymentId"],
            found["deploymentToken"],
            found["environmentName"],
            found["projectName"],
            found["versionName"],
        )

    def execute(self, created: Created, prefix: str = "", **more: Any) -> Answer:
        """Post the start request (the document's step 2); `more` are fields beyond the documented ones."""
        body = {
            "deploymentToken": created.token,
            "deploymentId": created.id,
            "envs": {"NODE_ENV": "production"},
            **more,
        }
        headers = self.owner if "project" in more else None
        answer = ask("POST", f"{self.url}{prefix}/cloud/deploy/start", body, headers)
        assert answer.status < 500, self.output()
        return answer

    def status(self, deployment_id: str) -> State:
        """Return the deployment as the status route tells it."""
        answer = ask("GET", f"{self.url}/cloud/deploy/status/{deployment_id}")
        assert answer.status == 200, answer.body
        state: State = answer.json["deployment"]
        return state

    def received(self, deployment_id: str) -> dict[str, int]:
        """Return what the local cloud holds on disk of a deployment: each bundle's path and its size in bytes."""
        folder = self.base / "state" / "local-cloud" / "deployments" / deployment_id / "bundles"
        return {path.relative_to(folder).as_posix(): path.stat().st_size for path in folder.rglob("*.zip")}

    def _wait(self, child: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._healthy(child):
            assert child.poll() is None, f"motiad ended with {child.returncode}: {self.output()}"
            assert time.monotonic() < deadline, f"motiad is not up after {START_SECONDS} s: {self.output()}"
            time.sleep(0.05)

    def _healthy(self, child: subprocess.Popen[bytes]) -> bool:
        with suppress(OSError, ValueError):
            runtime = json.loads((self.base / "run" / "daemon.json").read_text())
            if runtime["pid"] == child.pid and ask("GET", f"{runtime['url']}/health").status == 200:
                self._runtime = runtime
                return True
        return False


def _free_port() -> int:
    while True:
        port = random.choice(PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def environment() -> dict[str, str]:
    """Return the environment for a motiad of ours: nothing of the person who runs the tests, and no keyring."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MOTIA", "PYTEST"))}
    return {**kept, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
