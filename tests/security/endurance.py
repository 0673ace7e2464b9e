"""The official Node client through kills and restarts of the daemon, and through every error it can be sent.

    .venv/bin/python -m tests.security.endurance [--minutes 30] [--seed 1]

Prints what happened each minute; ends with 1 as soon as the client has died or missed the end of a deployment. The
client is unchanged but for a listener for its socket's errors, without which a refused connection ends it (Node's own
rule for events named `error`).
"""

import argparse
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.contract.daemon import Daemon

from .mutations import Mutations
from .stream_fuzz import MESSAGES

CONTRACT = Path(__file__).parents[1] / "contract"
NODE_MODULES = CONTRACT.parents[1] / ".work" / "npm" / "contract" / "node_modules"
STREAM = {"streamName": "deployment-status", "groupId": "deployments"}
END_SECONDS = 60.0
"""How long the client may take to learn that a deployment has ended; it reconnects every two seconds."""


class Client:
    """The Node process."""

    def __init__(self, folder: Path, address: str) -> None:
        shutil.copytree(CONTRACT / "examples", folder / "examples")
        shutil.copy(Path(__file__).with_suffix(".mjs"), folder)
        (folder / "node_modules").symlink_to(NODE_MODULES)
        with (folder / "complaints.txt").open("wb") as complaints:
            self._process = subprocess.Popen(
                ["node", "endurance.mjs", address],
                cwd=folder,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                text=True,
            )
        self._complaints = folder / "complaints.txt"
        self.states: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self._last: dict[str, tuple[str, str]] = {}
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def order(self, **what: Any) -> None:
        """Give it something to do."""
        assert self._process.stdin is not None
        self.check_alive()
        self._process.stdin.write(f"{json.dumps(what)}\n")
        self._process.stdin.flush()

    def saw(self, deployment_id: str) -> tuple[str, str] | None:
        """Return the status and the message of the last state it was told of."""
        return self._last.get(deployment_id)

    def check_alive(self) -> None:
        """Fail if it has died."""
        if self._process.poll() is not None:
            raise AssertionError(
                f"the client ended with {self._process.returncode}: {self._complaints.read_text()[-3000:]}"
            )

    def close(self) -> None:
        """End it in order."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        try:
            ended = self._process.wait(60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            ended = self._process.wait()
        self._thread.join(60)
        self._process.stdout.close()
        assert ended == 0, self._complaints.read_text()[-3000:]

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            told = json.loads(line)
            if "error" in told:
                self.errors[told["error"]["code"]] += 1
            else:
                self.states[told["status"]] += 1
                self._last[told["id"]] = told["status"], told["message"]


class Endurance:
    """Rounds of trouble, each with a deployment whose end the client has to see."""

    def __init__(self, daemon: Daemon, client: Client, seed: int) -> None:
        self.done: Counter[str] = Counter()
        self._daemon = daemon
        self._client = client
        self._random = random.Random(seed)
        self._mutations = Mutations(seed)
        self._rooms: list[dict[str, str]] = []
        client.order(watch=STREAM)

    def round(self, *troubles: str) -> None:
        """Make trouble, of any one kind unless told, while a deployment runs; then wait for its end."""
        troubles = troubles or (self._random.choice(("kill", "stop", "malformed", "unknown", "many", "nothing")),)
        created = self._daemon.create()
        self._watch({**STREAM, "id": created.id})
        assert self._daemon.execute(created).status == 200
        time.sleep(self._random.random() * 2)
        for trouble in troubles:
            getattr(self, f"_{trouble}")()
        self._wait_for_the_end(created.id)
        for room in self._rooms:
            self._client.order(leave=room)
        self._rooms.clear()
        self.done.update(troubles)

    def _watch(self, room: dict[str, str]) -> None:
        """Subscribe until the end of the round: a client may have 64 subscriptions."""
        self._rooms.append(room)
        self._client.order(watch=room)

    def _kill(self) -> None:
        self._daemon.stop(signal.SIGKILL)
        time.sleep(self._random.random())
        self._daemon.start()

    def _stop(self) -> None:
        assert self._daemon.stop() == 0
        self._daemon.start()

    def _malformed(self) -> None:
        """More than it may: errors, then a close with 1008."""
        for text in self._mutations.some(30, MESSAGES):
            self._client.order(raw=text.decode("utf-8", "replace"))

    def _unknown(self) -> None:
        self._watch({"streamName": "no-such-stream", "groupId": "g", "id": "i"})
        self._watch({"streamName": "deployment-status", "groupId": "no-such-group"})

    def _many(self) -> None:
        """More subscriptions than one client may have; again where the client was just reconnecting."""
        before, deadline = self._client.errors["RATE_LIMITED"], time.monotonic() + END_SECONDS
        while self._client.errors["RATE_LIMITED"] == before:
            assert time.monotonic() < deadline, "nobody objects to 70 subscriptions"
            self._many_times("join")
            time.sleep(0.5)
        self._many_times("leave")

    def _many_times(self, kind: str) -> None:
        for number in range(70):
            room = {**STREAM, "subscriptionId": f"many-{number}", "id": f"nobody-{number}"}
            self._client.order(raw=json.dumps({"type": kind, "data": room}))

    def _nothing(self) -> None:
        """Only the deployment."""

    def _wait_for_the_end(self, deployment_id: str) -> None:
        deadline = time.monotonic() + END_SECONDS
        while (seen := self._client.saw(deployment_id)) is None or seen[0] not in {"completed", "failed"}:
            self._client.check_alive()
            if time.monotonic() > deadline:
                raise AssertionError(f"the client saw {seen}, the daemon says {self._daemon.status(deployment_id)}")
            time.sleep(0.05)
        state = self._daemon.status(deployment_id)
        assert seen == (state["status"], state["message"]), (seen, state)


@contextmanager
def endurance(project: Path, folder: Path, seed: int) -> Iterator[tuple[Endurance, Client]]:
    """Start a daemon of a project and a client on it."""
    daemon = Daemon(project, folder / "base")
    daemon.start()
    try:
        (folder / "client").mkdir()
        client = Client(folder / "client", daemon.ws_url)
        yield Endurance(daemon, client, seed), client
        client.close()
    finally:
        daemon.close()


def main() -> int:
    """Go on for as long as asked."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--minutes", type=float, default=30)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--project", type=Path, default=NODE_MODULES.parents[2] / "sample")
    chosen = options.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        endurance(chosen.project, Path(folder), chosen.seed) as (test, client),
    ):
        began = told = time.monotonic()
        while time.monotonic() - began < chosen.minutes * 60:
            test.round()
            if time.monotonic() - told > 60:
                told = time.monotonic()
                print(f"{(told - began) / 60:.1f} min: {dict(test.done)}, errors {dict(client.errors)}", flush=True)
        print(f"alive after {test.done.total()} rounds: {dict(test.done)}")
        print(f"told of {client.states.total()} states {dict(client.states)} and of errors {dict(client.errors)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
