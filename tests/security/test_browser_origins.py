"""Real pages on real origins in a real browser: those that may talk to the daemon, and those that may not.

Every name leads to this machine, as it does in an attack by DNS rebinding.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from tests.contract.asking import ask
from tests.contract.chromium import Chromium
from tests.contract.daemon import Daemon
from tests.contract.recordings import Recordings

from .sites import Site, self_made_certificate

pytestmark = pytest.mark.chromium
STRANGER = "evil.test"
REBOUND = "rebound.test"
MOTIA_CLOUD = "motia.cloud"


@dataclass
class Scene:
    """A browser, a daemon with a project that any start would deploy, and the sites."""

    browser: Chromium
    daemon: Daemon
    told: Recordings
    plain: Site
    secure: Site

    @property
    def port(self) -> int:
        return int(urlsplit(self.daemon.url).port or 0)

    def open(self, origin: str, name: str, daemon: str) -> None:
        query = {"name": name, "daemon": daemon, "record": f"http://127.0.0.1:{self.plain.port}/"}
        self.browser.open(f"{origin}/?{urlencode(query)}")
        self.told.wait(name, lambda said: "loaded" in said)

    def outcome(self, name: str) -> dict[str, Any]:
        return self.told.wait(name, lambda said: len(said) == 2)[1]

    def deployments(self, name: str) -> set[str]:
        """Return the deployments a page brought about."""
        answer = ask("GET", f"{self.daemon.url}/deployments?limit=500", headers=self.daemon.owner)
        return {item["id"] for item in answer.json["deployments"] if item["id"].startswith(f"{name}-")}

    def log_since(self, size: int) -> str:
        return (self.daemon.base / "log" / "motiad.log").read_text()[size:]


@pytest.fixture(scope="session")
def chromium(need: Callable[[object, str], None]) -> str:
    """The browser's program."""
    program = shutil.which("chromium")
    need(program, "Chromium is not installed (Debian's package chromium).")
    return str(program)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("scene")
    (folder / "project" / "src").mkdir(parents=True)
    (folder / "project" / "package.json").write_text("{}")
    (folder / "project" / "src" / "a.step.ts").write_text("export const config = {}\n")
    with ExitStack() as stack:
        daemon = Daemon(folder / "project", folder / "base")
        stack.callback(daemon.close)
        daemon.start()
        told = Recordings()
        plain = Site(told)
        stack.callback(plain.close)
        secure = Site(told, certificate=self_made_certificate(folder, MOTIA_CLOUD))
        stack.callback(secure.close)
        rules = f"MAP {STRANGER} 127.0.0.1, MAP {REBOUND} 127.0.0.1, MAP {MOTIA_CLOUD}:443 127.0.0.1:{secure.port}"
        browser = Chromium(
            chromium, folder / "chromium", f"--host-resolver-rules={rules}", "--ignore-certificate-errors"
        )
        stack.callback(browser.close)
        yield Scene(browser, daemon, told, plain, secure)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_page_on_this_machine_is_welcome(scene: Scene, host: str) -> None:
    name = f"local-{len(host)}"
    scene.open(f"http://{host}:{scene.plain.port}", name, f"http://localhost:{scene.port}")
    check_welcome(scene, name)


def test_motia_clouds_page_is_welcome(scene: Scene) -> None:
    scene.open(f"https://{MOTIA_CLOUD}", "cloud", f"http://localhost:{scene.port}")
    check_welcome(scene, "cloud")
    assert scene.outcome("cloud")["origin"] == "https://motia.cloud"


def check_welcome(scene: Scene, name: str) -> None:
    came = scene.outcome(name)
    assert came["version"]["status"] == 200, came
    assert (came["start"]["status"], came["start"]["type"]) == (200, "cors")
    assert came["stream"]["message"]["event"]["type"] == "sync"
    assert came["simple"]["status"] == 415, "a start needs a preflight, from anybody's page"
    assert scene.deployments(name) == {f"{name}-1"}


def test_any_other_page_is_turned_away_before_anything_happens(scene: Scene) -> None:
    size = len(scene.log_since(0))
    scene.open(f"http://{STRANGER}:{scene.plain.port}", "stranger", f"http://localhost:{scene.port}")
    came = scene.outcome("stranger")
    assert came["origin"].startswith(f"http://{STRANGER}:")
    for tried in ("version", "start", "simple", "blind"):
        assert "TypeError" in came[tried]["error"], f"the page could read {came[tried]}"
    assert came["stream"] == {"error": "refused"}
    deadline = time.monotonic() + 60
    while (log := scene.log_since(size)).count("'POST' /cloud/deploy/start 403") < 3:  # what needs no preflight
        assert time.monotonic() < deadline, log
        time.sleep(0.05)  # the beacon is sent when the browser likes
    check_refused(scene, "stranger", size)
    assert "'OPTIONS' /{unknown} 403" in log, "the preflight"
    assert "'GET' /__motia 403" in log
    assert "websocket" not in log, "refused before any upgrade"


def test_a_name_that_comes_to_lead_here_is_turned_away(scene: Scene) -> None:
    """DNS rebinding: to the browser, the daemon is now the page's own server."""
    assert scene.daemon.stop() == 0
    attacker = Site(scene.told, scene.port)
    scene.open(f"http://{REBOUND}:{scene.port}", "rebound", f"http://{REBOUND}:{scene.port}")
    attacker.close()
    scene.daemon.start()
    size = len(scene.log_since(0))
    came = scene.outcome("rebound")
    for tried in ("version", "start", "simple", "blind"):
        assert (came[tried]["status"], came[tried]["type"]) == (403, "basic"), tried
        assert "HOST_NOT_ALLOWED" in came[tried]["text"]
    assert came["stream"] == {"error": "refused"}
    check_refused(scene, "rebound", size)


def check_refused(scene: Scene, name: str, size: int) -> None:
    assert scene.deployments(name) == set()
    assert f"{name}-" not in scene.log_since(size)


@pytest.mark.parametrize("permitted", [False, True])
def test_a_page_from_the_internet_needs_the_users_leave_as_well(tmp_path: Path, permitted: bool, chromium: str) -> None:
    """Chromium asks the user before a page that came from a public address may reach this machine ("local network
    access", which took the place of the preflight with Access-Control-Request-Private-Network): given, ours is
    welcome and a stranger's is turned away all the same.
    """
    with ExitStack() as stack:
        base, told, key = tmp_path / "base", Recordings(), tmp_path
        daemon = Daemon(None, base)
        stack.callback(daemon.close)
        daemon.start()
        record = Site(told)
        stack.callback(record.close)
        sites = {name: Site(told, certificate=self_made_certificate(key, name)) for name in (MOTIA_CLOUD, STRANGER)}
        for site in sites.values():
            stack.callback(site.close)
        rules = ", ".join(f"MAP {name}:443 127.0.0.1:{site.port}" for name, site in sites.items())
        public = ",".join(f"127.0.0.1:{site.port}=public" for site in sites.values())
        flags = (f"--host-resolver-rules={rules}", f"--ip-address-space-overrides={public}")
        browser = Chromium(chromium, tmp_path / "chromium", *flags, "--ignore-certificate-errors")
        stack.callback(browser.close)
        if permitted:
            stack.enter_context(browser.permitting("loopbackNetwork"))
        came = {}
        for name in sites:
            query = urlencode({"name": name, "daemon": daemon.url, "record": f"https://{name}/"})
            browser.open(f"https://{name}/?{query}")
            came[name] = told.wait(name, lambda said: len(said) == 2)[1]
        log = (base / "log" / "motiad.log").read_text()
    assert "TypeError" in came[STRANGER]["start"]["error"]
    if permitted:
        assert came[MOTIA_CLOUD]["version"]["status"] == 200
        assert came[MOTIA_CLOUD]["start"]["status"] == 409, "it has no project: the request itself is welcome"
        assert "'OPTIONS' /{unknown} 403" in log and "'GET' /__motia 403" in log, "the stranger's"
    else:
        assert "TypeError" in came[MOTIA_CLOUD]["start"]["error"]
        assert "/__motia" not in log and "OPTIONS" not in log, "nobody got as far as the daemon"
