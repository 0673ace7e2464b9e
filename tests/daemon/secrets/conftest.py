"""Keyring backends as they are met in the field, and a real Secret Service."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

SCRIPT = Path(__file__).parent / "vault_script.py"


class Working(KeyringBackend):
    """A keyring as it should be."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()
        self.items: dict[tuple[str, str], str] = {}
        self.threads: set[str] = set()

    def get_password(self, service, username):
        self.threads.add(threading.current_thread().name)
        return self.items.get((service, username))

    def set_password(self, service, username, password):
        self.threads.add(threading.current_thread().name)
        self.items[service, username] = password

    def delete_password(self, service, username):
        self.threads.add(threading.current_thread().name)
        if (service, username) not in self.items:
            raise PasswordDeleteError
        del self.items[service, username]


class Locked(Working):
    """Locked until somebody sets `open`."""

    def __init__(self) -> None:
        super().__init__()
        self.open = False

    def _check(self):
        if not self.open:
            raise KeyringLocked("secret detail")

    def get_password(self, service, username):
        self._check()
        return super().get_password(service, username)

    def set_password(self, service, username, password):
        self._check()
        super().set_password(service, username, password)

    def delete_password(self, service, username):
        self._check()
        super().delete_password(service, username)


class Hanging(Working):
    """Answers nothing while `awake` is not set."""

    def __init__(self) -> None:
        super().__init__()
        self.awake = threading.Event()
        self.calls = 0

    def _hang(self):
        self.calls += 1
        self.awake.wait()

    def get_password(self, service, username):
        self._hang()
        return super().get_password(service, username)

    def set_password(self, service, username, password):
        self._hang()
        super().set_password(service, username, password)

    def delete_password(self, service, username):
        self._hang()
        super().delete_password(service, username)


class Broken(Working):
    """Fails in a way of its own, with something secret in the text."""

    def get_password(self, service, username):
        raise RuntimeError("D-Bus says hunter2-hunter2")

    def set_password(self, service, username, password):
        raise RuntimeError(f"D-Bus says {password}")

    delete_password = get_password


class PlaintextKeyring(Working):
    """Like the one of keyrings.alt."""


class NotRecommended(Working):
    """What the keyring library would use only for want of another."""

    priority = 0.5


class NotHere(Working):
    """For another system."""

    @property
    def priority(self):
        raise RuntimeError("needs another system")


BACKENDS = {
    kind.__name__: kind for kind in (Working, Locked, Hanging, Broken, PlaintextKeyring, NotRecommended, NotHere)
}


@pytest.fixture
def use() -> Iterator[Callable[[str], KeyringBackend]]:
    """Make a backend the one the keyring library hands out."""
    before = keyring.get_keyring()
    made: list[KeyringBackend] = []

    def choose(name: str) -> KeyringBackend:
        made.append(BACKENDS[name]())
        keyring.set_keyring(made[-1])
        return made[-1]

    yield choose
    keyring.set_keyring(before)
    for backend in made:
        if isinstance(backend, Hanging):
            backend.awake.set()


_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
"""
"""A session bus that starts no service by itself."""


class SecretService:
    """gnome-keyring on a session bus of its own, with its own folders; programs run against it as children."""

    def __init__(self, folder: Path) -> None:
        self.runtime = folder / "runtime"
        self.runtime.mkdir(mode=0o700)
        (folder / "data").mkdir()
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "PYTHONPATH", "HOME")}
        self.environ = {
            **kept,
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_RUNTIME_DIR": str(self.runtime),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "HOME": str(folder),
        }
        config = folder / "bus.conf"
        config.write_text(_BUS.format(folder=folder))
        self._bus = subprocess.Popen(
            ["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile", "--print-address"],
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._bus.stdout is not None
        self.environ["DBUS_SESSION_BUS_ADDRESS"] = self._bus.stdout.readline().strip()
        self._daemon: subprocess.Popen[bytes] | None = None

    def unlocked(self) -> None:
        self._start("--unlock")

    def locked(self) -> None:
        """Make a keyring with a password, and start again without it."""
        self._start("--unlock", password=b"a password")
        self.run("set")
        self._stop()
        self._start("--start")

    def run(self, *arguments: str, deadline: float = 60) -> str:
        """Run the script with so many seconds for the keyring's answers."""
        command = [sys.executable, str(SCRIPT), str(deadline), *arguments]
        done = subprocess.run(command, env=self.environ, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def close(self) -> None:
        self._stop()
        self._bus.terminate()
        self._bus.wait(60)
        assert self._bus.stdout is not None
        self._bus.stdout.close()

    def _start(self, how: str, password: bytes = b"") -> None:
        self._daemon = subprocess.Popen(
            ["gnome-keyring-daemon", "--foreground", how, "--components=secrets"],
            env=self.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert self._daemon.stdin is not None
        self._daemon.stdin.write(password + b"\n")
        self._daemon.stdin.close()
        assert self.run("wait") == "there"

    def _stop(self) -> None:
        if self._daemon is not None:
            self._daemon.terminate()
            self._daemon.wait(60)


@pytest.fixture
def secret_service(tmp_path: Path, need: Callable[[object, str], None]) -> Iterator[SecretService]:
    missing = [name for name in ("dbus-daemon", "gnome-keyring-daemon") if shutil.which(name) is None]
    need(not missing, f"not installed: {', '.join(missing)}")
    service = SecretService(tmp_path)
    yield service
    service.close()


@pytest.fixture
def script() -> Path:
    return SCRIPT
