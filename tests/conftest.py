"""What holds for every test: nothing of the user's is touched, and nothing beyond this machine is asked.

Async tests run on asyncio's own loop; `tests/desktop/conftest.py` puts its own on the Qt loop.
"""

import ipaddress
import itertools
import os
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from hypothesis import HealthCheck, settings
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

USERS_OWN = Path.home()
FOLDERS = {
    "HOME": "",
    "USERPROFILE": "",
    "XDG_CONFIG_HOME": ".config",
    "XDG_CACHE_HOME": ".cache",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_RUNTIME_DIR": "run",
    "TMPDIR": "tmp",
    "TEMP": "tmp",
    "TMP": "tmp",
}
USERS_SETTINGS = {
    "npm_config_userconfig": USERS_OWN / ".npmrc",
    "UV_CONFIG_FILE": Path(os.environ.get("XDG_CONFIG_HOME", USERS_OWN / ".config")) / "uv" / "uv.toml",
}
"""What of the user's files builds in tests may read: how packages are meant to be installed on this machine."""
FOR_TESTS = {"MOTIA_TEST_REQUIRE_ALL", "MOTIA_PICTURES"}
"""Variables that speak to the tests, not to the programs."""
CACHES = Path(__file__).parents[1] / ".work" / "cache"
"""What set-up fetched for the tests (`packaging/setup/fixtures.py`)."""


def pytest_configure() -> None:
    """Leave the user's session before anything is imported that might look for it."""
    for name, path in USERS_SETTINGS.items():
        if path.exists():
            os.environ.setdefault(name, str(path))
    os.environ["UV_CACHE_DIR"] = str(CACHES / "uv")
    os.environ["npm_config_cache"] = str(CACHES / "npm")  # noqa: SIM112 - npm's own spelling
    for name in list(os.environ):
        if name.startswith(("MOTIA_", "MOTIAD_", "MOTIACLOUD_")) and name not in FOR_TESTS:
            del os.environ[name]
    os.environ["UV_OFFLINE"] = os.environ["NPM_CONFIG_OFFLINE"] = "1"  # registries serve set-up, never a test
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = "disabled:"
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"  # for children; here see memory_keyring
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_API"] = "pyside6"
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in a shell's background job
    # A busy machine is no defect of ours.
    settings.register_profile("suite", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("suite")


def settle_in(home: Path) -> None:
    """Make `home` the place where programs look for a person's files."""
    for name, folder in FOLDERS.items():
        place = home / folder
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.environ[name] = str(place)
    tempfile.tempdir = None


class MemoryKeyring(KeyringBackend):
    """A keyring that is never the user's, and empty at first."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError(service)


class LoopbackOnly:
    """Lets sockets connect to this machine and refuses every other internet address, remembering it."""

    def __init__(self) -> None:
        self.refused: list[Any] = []

    def guarding(self, connect: Callable[[socket.socket, Any], Any]) -> Callable[[socket.socket, Any], Any]:
        """Wrap `socket.socket.connect` or `connect_ex`."""

        def guarded(opened: socket.socket, address: Any) -> Any:
            if opened.family in {socket.AF_INET, socket.AF_INET6} and not _on_this_machine(str(address[0])):
                self.refused.append(address)
                raise AssertionError(f"a test tried to connect to {address!r}, which is not this machine")
            return connect(opened, address)

        return guarded


def _on_this_machine(host: str) -> bool:
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Homes, one after the other; the first is for what lives as long as the session."""
    base = tmp_path_factory.mktemp("homes")
    places = (base / str(number) for number in itertools.count())
    settle_in(next(places))
    return places


@pytest.fixture(scope="session", autouse=True)
def _guard() -> Iterator[LoopbackOnly]:
    guard = LoopbackOnly()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, guard.guarding(getattr(socket.socket, name)))
        yield guard


@pytest.fixture(autouse=True)
def loopback_only(_guard: LoopbackOnly) -> Iterator[LoopbackOnly]:
    """Fail a test that tried to leave this machine, also where the code under test swallowed the refusal."""
    _guard.refused.clear()
    yield _guard
    assert not _guard.refused, f"the test tried to connect to {_guard.refused}"


@pytest.fixture(autouse=True)
def own_home(homes: Iterator[Path]) -> Iterator[Path]:
    """A home of the test's own, and the environment as it was afterwards."""
    before = dict(os.environ)
    home = next(homes)
    settle_in(home)
    yield home
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="session")
def need() -> Callable[[object, str], None]:
    """`need(shutil.which("node"), "Node is not installed")`: skips or fails where everything must be there."""

    def need(there: object, lack: str) -> None:
        if not there:
            (pytest.fail if os.environ.get("MOTIA_TEST_REQUIRE_ALL") else pytest.skip)(lack)

    return need


@pytest.fixture(autouse=True)
def memory_keyring() -> Iterator[MemoryKeyring]:
    """The test's own keyring, also as `keyring.get_keyring()`."""
    before = keyring.get_keyring()
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)
