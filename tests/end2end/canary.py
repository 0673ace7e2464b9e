"""Known secrets, planted in every end-to-end test, and the search for them where they must not be."""

import base64
import io
import itertools
import json
import os
import re
import secrets
import threading
import time
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

WATCH_SECONDS = 0.1


class Canary:
    """An API key, variables and, as soon as the keyring was given one, deployment tokens.

    Looks into files, zips in them included, texts, and the command lines and environments of processes.
    """

    def __init__(self, folder: Path) -> None:
        self.mark = f"canary{secrets.token_hex(8)}"
        """Part of everything planted, the only part that is searched for: a search costs 14 spellings a secret."""
        self.api_key = f"key/{self.mark}+=?"
        self.envs = {
            "CANARY_DATABASE_URL": f"postgres://desk:{self.mark}@db.example/orders?a=1&b=ü",
            "CANARY_KEY": f"-----BEGIN-----\n{self.mark}0\n{self.mark}1\n-----END-----",
            "CANARY_QUOTED": f"say '{self.mark}' \\ twice",
        }
        folder.mkdir(parents=True)
        self.env_file = folder / "canary.env"
        quoted = (f"{name}={_quoted(value)}\n" for name, value in self.envs.items())
        self.env_file.write_text("NODE_ENV=production\n" + "".join(quoted), "utf-8")
        self.keyring = folder / "keyring.jsonl"
        self.excused: set[int] = set()
        """Processes a test gave the API key to."""
        self._seen: dict[int, tuple[str, bytes]] = {}
        self._rounds = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="canary")
        self._thread.start()

    @property
    def environ(self) -> dict[str, str]:
        """What a program needs to keep its secrets in the keyring that is read here."""
        modules = [str(Path(__file__).parent / "keyrings"), *filter(None, [os.environ.get("PYTHONPATH")])]
        return {
            "PYTHON_KEYRING_BACKEND": "watched_keyring.WatchedKeyring",
            "WATCHED_KEYRING": str(self.keyring),
            "PYTHONPATH": os.pathsep.join(modules),
        }

    def kept(self) -> list[str]:
        """Return what is in the keyring now."""
        last = {(service, username): password for service, username, password in self._keyring()}
        return [password for password in last.values() if password is not None]

    def secrets(self) -> set[str]:
        """Return everything that must not be found."""
        texts = [password[password.find("{") :] for _, _, password in self._keyring() if password and "{" in password]
        held = (value for text in texts for value in json.loads(text).values())
        return {self.mark, *(value for value in held if isinstance(value, str))}  # tokens, and the sealed files' keys

    def close(self) -> None:
        """Stop looking at processes."""
        self._stop.set()
        self._thread.join(5)

    def looked(self, rounds: int) -> None:
        """Wait until all processes have been looked at so many times."""
        until, deadline = self._rounds + rounds, time.monotonic() + 60
        while self._rounds < until:
            assert time.monotonic() < deadline, "the canary looks at nothing any more"
            time.sleep(0.01)

    def hits(self, folders: Iterable[Path] = (), texts: Iterable[str] = ()) -> list[str]:
        """Return where secrets are: in which file, text or process."""
        needles = sorted({needle for secret in self.secrets() for needle in spellings(secret)})
        said = ((f"text {text[:60]!r}", text.encode("utf-8", "replace")) for text in texts)
        # Only now is it known who was given the key: a child runs before its parent learns its number.
        seen = [found for pid, found in dict(self._seen).items() if pid not in self.excused]
        places = itertools.chain(_files(folders), said, seen)
        return [f"{needle!r} in {name}" for name, content in places for needle in needles if needle in content]

    def _watch(self) -> None:
        """Note the processes whose command line or environment holds what was planted."""
        mark = self.mark.encode()
        while not self._stop.wait(WATCH_SECONDS):
            for process in Path("/proc").iterdir():
                if not process.name.isdigit():
                    continue
                if mark in _both(process):
                    parents = _both(_parent(process))
                    shown = _both(process)
                    if mark in shown and shown != parents:  # between fork and exec it still shows its parent's
                        name = f"process {process.name} ({_read(process / 'comm').decode().strip()})"
                        self._seen[int(process.name)] = name, shown
            self._rounds += 1

    def _keyring(self) -> list[tuple[str, str, str | None]]:
        return [json.loads(line) for line in self.keyring.read_text().splitlines()] if self.keyring.exists() else []


def spellings(secret: str) -> Iterator[bytes]:
    """Yield a secret as it is, and in URL, JSON, hex and base64 form: the latter wherever in a text it begins."""
    raw = secret.encode()
    texts = {secret, quote(secret), quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]}
    texts |= {json.dumps(secret, ensure_ascii=False)[1:-1], raw.hex(), raw.hex().upper()}
    for shift in range(3):
        first, last = -(-shift * 8 // 6), (shift + len(raw)) * 8 // 6
        text = base64.b64encode(b"\0" * shift + raw).decode()[first:last]
        texts |= {text, text.translate(str.maketrans("+/", "-_"))}
    yield from (text.encode() for text in texts)


def _files(folders: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    paths = (Path(place, name) for folder in folders for place, _, names in os.walk(folder) for name in names)
    for path in paths:
        try:
            content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        except FileNotFoundError:  # a daemon that runs has removed it
            continue
        yield str(path), path.name.encode() + b"\n" + content
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for name in archive.namelist():
                    yield f"{path}: {name}", archive.read(name)


def _both(process: Path) -> bytes:
    return _read(process / "cmdline") + b"\0" + _read(process / "environ")


def _parent(process: Path) -> Path:
    number = _read(process / "stat").rpartition(b")")[2].split()[1:2]
    return Path("/proc", number[0].decode() if number else "0")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it has ended, or is another user's
        return b""


def _quoted(value: str) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", value) + '"'
