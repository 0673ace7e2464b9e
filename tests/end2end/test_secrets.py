"""Secrets on their way through the whole daemon: a project that prints them, a stream that is listened to, a crash,
and keyrings that hang, are locked, or are none. Where they may not be, the `motiad` fixture looks afterwards."""

import base64
import json
import os
import signal
import stat
import threading
import time
from contextlib import suppress
from pathlib import Path

import aiohttp
import pytest

from tests.contract.asking import ask

from .canary import spellings

TALKATIVE = """
import { existsSync, readFileSync } from 'node:fs'
const known = JSON.parse(readFileSync(process.cwd() + '/known.json', 'utf8'))
for (const value of known) {
  const raw = Buffer.from(value)
  console.log('raw', value)
  console.log('json', JSON.stringify({ value }))
  console.log('url', encodeURIComponent(value))
  console.error('hex', raw.toString('hex'))
  for (const before of ['', 'a', 'ab']) console.error('base64', Buffer.from(before + value).toString('base64'))
  process.stdout.write(value.slice(0, 9))
  process.stdout.write(value.slice(9) + '\\n')
}
const asleep = new Int32Array(new SharedArrayBuffer(4))
while (!existsSync(process.cwd() + '/gate')) Atomics.wait(asleep, 0, 0, 20)
export const config = { type: 'cron', name: 'Talkative', cron: '* * * * *', emits: [], flows: [] }
export const handler = async () => {}
"""


@pytest.fixture
def talkative(sample: Path, motiad) -> Path:
    """The sample with a step that prints the deployment's variables while it is loaded, and ends where a gate is."""
    (sample / "gate").touch()
    (sample / "known.json").write_text(json.dumps(list(motiad.canary.envs.values())))
    (sample / "src" / "talkative.step.ts").write_text(TALKATIVE)
    return sample


class Serving:
    """A daemon of the test's, and a deployment started there as Motia Cloud's page does it."""

    def __init__(self, motiad, project: Path, **environ: str) -> None:
        self.motiad = motiad
        self.project = project
        self.environ = environ
        self.child = self.start()

    def start(self):
        file = self.motiad.base / "run" / "daemon.json"
        child = self.motiad.start("serve", "--project", self.project, "--cloud", "local", environ=self.environ)
        deadline = time.monotonic() + 60
        while not (file.exists() and json.loads(file.read_text())["pid"] == child.pid):
            assert child.poll() is None and time.monotonic() < deadline
            time.sleep(0.05)
        return child

    def deploy(self) -> tuple[str, str]:
        """Create and start one; return its id and its token."""
        runtime = self.motiad.runtime()
        key = {"x-api-key": self.motiad.canary.api_key}
        created = ask("POST", f"{runtime['cloud_url']}/v1/deployments", {"versionName": "v1"}, key).json
        body = {"deploymentId": created["deploymentId"], "deploymentToken": created["deploymentToken"]}
        answer = ask("POST", f"{runtime['url']}/cloud/deploy/start", {**body, "envs": self.motiad.canary.envs})
        assert answer.status == 200, answer.body
        return created["deploymentId"], created["deploymentToken"]

    def state(self, deployment_id: str):
        url = self.motiad.runtime()["url"]
        return ask("GET", f"{url}/cloud/deploy/status/{deployment_id}").json["deployment"]

    def completed(self, deployment_id: str) -> None:
        """Wait for the end, which is a good one."""
        deadline = time.monotonic() + 60
        while (state := self.state(deployment_id))["status"] not in {"completed", "failed"}:
            assert time.monotonic() < deadline, state
            time.sleep(0.05)
        assert state["status"] == "completed", state["error"]

    def nothing_is_kept(self) -> None:
        """Wait until the keyring is empty: secrets go right after the end, not before it."""
        deadline = time.monotonic() + 60
        while kept := self.motiad.canary.kept():
            assert time.monotonic() < deadline, f"{len(kept)} are kept"
            time.sleep(0.05)

    def health(self):
        return ask("GET", f"{self.motiad.runtime()['url']}/health").json


def appears_nowhere(motiad, secret: str, texts: list[str]) -> None:
    """Check a secret the keyring never saw, beside what the canary knows."""
    for needle in spellings(secret):
        assert not any(needle in text.encode() for text in texts)
        for path in motiad.base.rglob("*"):
            assert not path.is_file() or needle not in path.read_bytes(), path


class Listening(threading.Thread):
    """Listens to the whole group on the stream and keeps everything as it came."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.heard: list[str] = []
        self.start()
        self.until("sync")

    def until(self, word: str) -> None:
        """Wait until a word was said."""
        deadline = time.monotonic() + 60
        while not any(word in text for text in self.heard):
            assert time.monotonic() < deadline, f"nobody said {word!r}"
            time.sleep(0.05)

    def run(self) -> None:
        import asyncio

        asyncio.run(self._listen())

    async def _listen(self) -> None:
        data = {"streamName": "deployment-status", "groupId": "deployments", "subscriptionId": "s"}
        with suppress(aiohttp.ClientError):
            async with aiohttp.ClientSession() as session, session.ws_connect(self.url, max_msg_size=0) as socket:
                await socket.send_json({"type": "join", "data": data})
                async for message in socket:
                    self.heard.append(str(message.data))


@pytest.mark.node
def test_a_project_that_prints_its_secrets_shows_them_to_nobody(motiad, talkative):
    serving = Serving(motiad, talkative)
    assert serving.health()["secrets"] == "keyring"
    listening = Listening(motiad.runtime()["ws_url"])
    deployment_id, token = serving.deploy()
    serving.completed(deployment_id)
    logs = motiad.run("logs", deployment_id).out
    assert logs.count("•••") > 15 and "base64" in logs, "the step has printed them"
    serving.nothing_is_kept()
    listening.until("•••")
    assert serving.child.send_signal(signal.SIGTERM) is None and serving.child.wait(60) == 0
    listening.join(60)
    motiad.said += listening.heard
    assert token in motiad.canary.secrets()


@pytest.mark.node
def test_a_kill_while_it_builds_leaves_secrets_in_the_keyring_alone(motiad, talkative):
    (talkative / "gate").unlink()
    serving = Serving(motiad, talkative)
    deployment_id, token = serving.deploy()
    deadline = time.monotonic() + 60
    while serving.state(deployment_id)["status"] != "building":
        assert time.monotonic() < deadline
        time.sleep(0.02)
    serving.child.kill()
    serving.child.wait()
    assert any(token in kept for kept in motiad.canary.kept())
    assert motiad.canary.hits([motiad.base]) == [], "not in the write-ahead log of the dead either"
    (talkative / "gate").touch()
    serving.start()
    serving.completed(deployment_id)  # taken up with what the keyring kept
    serving.nothing_is_kept()


KEYRINGS = """
import threading
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked


class Hanging(KeyringBackend):
    priority = 5

    def get_password(self, service, username):
        threading.Event().wait()

    set_password = delete_password = get_password


class Locked(KeyringBackend):
    priority = 5

    def get_password(self, service, username, *rest):
        raise KeyringLocked("secret detail")

    set_password = delete_password = get_password
"""


@pytest.mark.node
@pytest.mark.parametrize(
    ("backend", "reason"),
    [
        ("field_keyrings.Hanging", "the keyring did not answer within 3 seconds"),
        ("field_keyrings.Locked", "the keyring is locked"),
        ("keyring.backends.fail.Keyring", "this system has no keyring"),
    ],
)
def test_without_a_keyring_that_works_a_deployment_goes_through_and_it_is_said_before(
    motiad, talkative, tmp_path, backend, reason
):
    (tmp_path / "field_keyrings.py").write_text(KEYRINGS)
    modules = os.pathsep.join([str(tmp_path), motiad.environ["PYTHONPATH"]])
    serving = Serving(motiad, talkative, PYTHON_KEYRING_BACKEND=backend, PYTHONPATH=modules)
    assert serving.health()["secrets"] == "memory"
    deployment_id, token = serving.deploy()
    serving.completed(deployment_id)
    serving.child.send_signal(signal.SIGTERM)
    out, err = serving.child.communicate(timeout=60)
    assert (serving.child.returncode, err) == (0, ""), "a keyring that hangs keeps nobody from ending"
    assert f"secrets are kept in memory only: {reason}" in " ".join(out.split())
    appears_nowhere(motiad, token, [out])
    log = (motiad.base / "log" / "motiad.log").read_text()
    assert "secret detail" not in log


def test_the_api_key_is_in_no_childs_environment(motiad, tmp_path):
    """Git is asked for the version, by a child that is gone before anybody could look at it."""
    (tmp_path / "bin").mkdir()
    git = tmp_path / "bin" / "git"
    git.write_text(f"#!/bin/sh\nenv > '{tmp_path}/environ'\necho abc1234\n")
    git.chmod(git.stat().st_mode | stat.S_IXUSR)
    (tmp_path / "shop" / "src").mkdir(parents=True)
    (tmp_path / "shop" / "src" / "a.step.ts").write_text("")
    path = f"{tmp_path / 'bin'}{os.pathsep}{motiad.environ['PATH']}"
    ended = motiad.run("deploy", "--project", tmp_path / "shop", "--cloud", "local", environ={"PATH": path})
    assert ended.code == 3, ended.err
    assert "PATH=" in (tmp_path / "environ").read_text()
    assert motiad.canary.mark not in (tmp_path / "environ").read_text()


def test_an_api_key_goes_into_the_keyring_and_nowhere_else(motiad):
    ended = motiad.run("login", stdin=f"{motiad.canary.api_key}\n")
    assert ended.code == 0, ended.err
    assert any(motiad.canary.api_key in kept for kept in motiad.canary.kept())
    assert motiad.run("logout").code == 0
    assert motiad.canary.kept() == []
    assert base64.b64encode(motiad.canary.api_key.encode()).decode() not in ended.out + ended.err
