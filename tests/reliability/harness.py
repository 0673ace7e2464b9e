"""Kills a daemon again and again while it deploys, and holds what came of it against the cloud's ledger."""

import json
import os
import random
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

POINTS = tuple(
    f"{act}:{side}"
    for act in ("create", "append", "keep", "recall", "forget", "build", "upload", "start", "follow")
    for side in ("before", "after")
)
END_SECONDS = 120.0
"""A deployment has ended this long after the last start of its daemon."""
GUARDIAN_SECONDS = 60.0
"""A killed daemon's builds are gone by then: SIGTERM, ten seconds, SIGKILL, and a machine that is busy."""
FAILPOINT_SECONDS = 60.0
"""By then a daemon has died at its failpoint, unless its deployments end without passing it."""
RESUMES = 3
STEP = """config = {{"type": "api", "name": "{name}", "path": "/{name}", "method": "GET", "emits": [], "flows": []}}


async def handler(request, context):
    return {{"status": 200, "body": {{}}}}
"""


@dataclass
class Placed:
    """A deployment the harness asked for."""

    id: str
    token: str
    project: Path
    answered: bool = False
    """The daemon has said 200: from here on it must not be lost."""
    kills: int = 0


@dataclass
class Figures:
    """What a run of the harness saw."""

    kills: int = 0
    by_failpoint: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    slowest_end: float = 0.0
    slowest_stop: float = 0.0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)

    def __str__(self):
        points = ", ".join(f"{point} {count}" for point, count in sorted(self.by_failpoint.items()))
        return "\n".join(
            [
                f"{self.kills} kills in {self.seconds:.0f} s; at: {points}",
                f"{self.ends.total()} deployments ended: {dict(self.ends)}",
                f"the slowest {self.slowest_end:.1f} s after the last start of the daemon",
                f"the slowest stop took {self.slowest_stop:.1f} s",
                f"{len(self.faults)} faults",
                *self.faults[:20],
            ]
        )


class Harness:
    """One base-dir, its daemons one after the other, and the cloud beside them."""

    def __init__(self, folder, seed, number=signal.SIGKILL):
        """`number`: the signal that ends a daemon at work; with SIGTERM it ends by itself, in order."""
        self.folder = folder
        self.number = number
        self.chance = random.Random(seed)
        self.figures = Figures()
        self.placed = []
        self.retryable = set()
        self.pid = None
        self.started = 0.0
        (folder / "base").mkdir()
        self.projects = [self._project(name) for name in ("shop", "blog")]
        environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("MOTIA", "PYTEST"))},
            "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]).strip(
                ":"
            ),
            "PYTHON_KEYRING_BACKEND": "reliability.file_keyring.FileKeyring",
            "RELIABILITY_KEYRING": str(folder / "keyring.json"),
        }
        self.cloud = self._spawn(environ, "reliability.ledger_cloud", str(folder))
        self.cloud_url = self.cloud.stdout.readline().strip()
        self.launcher = self._spawn(environ, "reliability.launcher")

    def run(self, kills):
        """Kill as often as asked, round after round; every round ends with its deployments at their ends."""
        began = time.monotonic()
        while self.figures.kills < kills:
            deployments = [self._create(project) for project in self.projects[: self.chance.choice((1, 2))]]
            wanted = self.chance.choice((1, 2, 3, 3, 3, 5))
            for _ in range(min(wanted, kills - self.figures.kills)):
                if not self._kill_once(deployments):
                    break
            self._finish(deployments)
        self._check_orphans()
        self._check_ledger()
        self._check_nothing_lost()
        self.figures.seconds = time.monotonic() - began
        return self.figures

    def close(self):
        """End the processes."""
        if self.pid is not None:
            self._end(signal.SIGTERM)
        self.launcher.stdin.close()
        self.cloud.terminate()
        self.cloud.stdin.close()
        for child in (self.launcher, self.cloud):
            child.wait(60)
            child.stdout.close()

    def _kill_once(self, deployments):
        """Kill a daemon at work; returns whether it had any left."""
        failpoint = None
        if self.number == signal.SIGKILL and self.chance.random() < 0.75:
            accepted = all(each.answered for each in deployments)
            passed = ("create", "keep") if accepted else ("recall",)
            point = self.chance.choice([point for point in POINTS if not point.startswith(passed)])
            highest = 14 if point.startswith("append") else 3 if point.startswith(("upload", "follow")) else 1
            failpoint = f"{point}:{self.chance.randint(1, highest)}"
        begun = self._start(failpoint)
        deadline = time.monotonic() + (FAILPOINT_SECONDS if failpoint else self.chance.uniform(0, 0.6))
        idle = False
        while begun and time.monotonic() < deadline and self._alive():
            self._post(deployments)
            idle = all(self._ended(each) for each in deployments)
            if idle:
                deadline = min(deadline, time.monotonic() + 0.05)  # what comes after the end
            time.sleep(0.005)
        died = not self._alive()
        self._end(self.number)
        if idle and not died:
            return False  # a kill with everything at its end is none
        self.figures.kills += 1
        self.figures.by_failpoint[failpoint.rpartition(":")[0] if died and failpoint else "a random time"] += 1
        for each in deployments:
            each.kills += 1
        return True

    def _finish(self, deployments):
        """Let a daemon live until every deployment has ended, and look at the ends."""
        if not self._start(None):
            self._fault("the daemon did not start")
            return
        while not all(self._ended(each) for each in deployments):
            self._post(deployments)
            if time.monotonic() - self.started > END_SECONDS:
                self._fault(f"not ended: {[self._state(each) for each in deployments]}")
                break
            time.sleep(0.02)
        self.figures.slowest_end = max(self.figures.slowest_end, time.monotonic() - self.started)
        for each in deployments:
            self._check_end(each)
        self._end(signal.SIGTERM)

    def _check_end(self, placed):
        state = self._state(placed)
        code = state.get("errorCode")
        self.figures.ends[code or state["status"]] += 1
        if state["status"] == "failed" and state["phase"] != "deploy":
            self.retryable.add(placed.id)  # its secrets are kept for a day
        if state["status"] != "completed" and not (code == "RESUME_LIMIT" and placed.kills > RESUMES):
            self._fault(f"{placed.id} after {placed.kills} kills: {state}")
        lines = self._ask("GET", f"/deployments/{placed.id}/logs?limit=10000")["lines"]
        numbers = [line["number"] for line in lines]
        if numbers != sorted(set(numbers)):
            self._fault(f"{placed.id}: log numbers {numbers}")
        # One attempt says nothing twice; a start that was never answered may have begun an attempt of its own.
        for text, count in Counter(line["text"] for line in lines).items():
            if count > state.get("attempt", 1):
                self._fault(f"{placed.id}: {count} times {text!r}")

    def _check_orphans(self):
        deadline = time.monotonic() + GUARDIAN_SECONDS
        while (left := self._order({"left": True})) and time.monotonic() < deadline:
            time.sleep(0.2)
        if left:
            self._fault(f"orphans: {left}")

    def _check_ledger(self):
        """One start has an effect, and none is even asked for after that."""
        entries = [json.loads(line) for line in (self.folder / "ledger.jsonl").read_text().splitlines()]
        asked = {}
        for entry in entries:
            if entry["effect"] == "start":
                asked.setdefault(entry["what"], []).append(entry["status"])
        for placed in self.placed:
            statuses = asked.get(placed.token, [])
            if statuses.count(200) > 1 or 200 in statuses[:-1] or 409 in statuses:
                self._fault(f"{placed.id}: start requests answered {statuses}")

    def _check_nothing_lost(self):
        """Every deployment is in the history of one more daemon, ended."""
        self._start(None)
        for placed in self.placed:
            if not self._ended(placed):
                self._fault(f"{placed.id} is lost or not ended: {self._state(placed)}")
        deadline = time.monotonic() + END_SECONDS
        while (strangers := self._strangers()) and time.monotonic() < deadline:
            time.sleep(0.05)  # the sweep
        if strangers:
            self._fault(f"{len(strangers)} secrets left in the keyring")
        self._end(signal.SIGTERM)

    def _strangers(self):
        """Secrets in the keyring that no retry may need."""
        kept = json.loads((self.folder / "keyring.json").read_text())
        return [name for name in kept if not any(each in name for each in self.retryable)]

    def _create(self, project):
        body = json.dumps({"versionName": "v1"}).encode()
        headers = {"Content-Type": "application/json", "x-api-key": "any"}
        request = urllib.request.Request(f"{self.cloud_url}/v1/deployments", body, headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            created = json.loads(answer.read())
        placed = Placed(created["deploymentId"], created["deploymentToken"], project)
        self.placed.append(placed)
        return placed

    def _post(self, deployments):
        """Ask for what was never answered, as a client does whose connection broke."""
        for placed in deployments:
            if not placed.answered:
                body = {
                    "deploymentId": placed.id,
                    "deploymentToken": placed.token,
                    "envs": {"DATABASE": "postgres://a-long-secret"},
                    "project": str(placed.project),
                }
                answer = self._ask("POST", "/cloud/deploy/start", body)
                placed.answered = answer is not None and answer.get("success") is True

    def _ended(self, placed):
        return self._state(placed).get("status") in ("completed", "failed") and placed.answered

    def _state(self, placed):
        answer = self._ask("GET", f"/cloud/deploy/status/{placed.id}") or {}
        return answer.get("deployment") or {}

    def _ask(self, method, path, body=None):
        """Return the answer, or None when the daemon died over the question."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.runtime['token']}"}
        request = urllib.request.Request(self.runtime["url"] + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return json.loads(error.read())
        except (OSError, ValueError):
            return None

    def _start(self, failpoint, *, hasty=False, clock=0, serve=False):
        """Start a daemon; returns whether it lived to say where it is."""
        file = self.folder / "base" / "run" / "daemon.json"
        file.unlink(missing_ok=True)
        self.started = time.monotonic()
        order = {
            "base": str(self.folder / "base"),
            "cloud": self.cloud_url,
            "failpoint": failpoint,
            "hasty": hasty,
            "clock": clock,
            "serve": serve,
        }
        self.pid = self._order(order)
        while self._alive() and time.monotonic() - self.started < 90:
            with suppress(OSError, ValueError):
                self.runtime = json.loads(file.read_text())
                return True
            time.sleep(0.005)
        return False

    def _alive(self):
        with suppress(OSError):
            return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        return False

    def _end(self, number):
        began = time.monotonic()
        os.kill(self.pid, number)
        code = self._order({"wait": self.pid})
        self.figures.slowest_stop = max(self.figures.slowest_stop, time.monotonic() - began)
        self.pid = None
        if number == signal.SIGTERM and code != 0:
            self._fault(f"an orderly stop ended with {code}")

    def _order(self, order):
        self.launcher.stdin.write(json.dumps(order) + "\n")
        self.launcher.stdin.flush()
        return json.loads(self.launcher.stdout.readline())

    def _fault(self, text):
        self.figures.faults.append(text)

    def _spawn(self, environ, *arguments):
        return subprocess.Popen(
            [sys.executable, "-m", *arguments], env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def _project(self, name):
        source = self.folder / name / "src"
        source.mkdir(parents=True)
        for step in ("one", "two"):
            (source / f"{step}_step.py").write_text(STEP.format(name=step))
        return self.folder / name
