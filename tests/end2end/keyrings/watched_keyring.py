"""A keyring in a file that only tests read: what it was ever given tells them what must be nowhere else.

For children, by `PYTHON_KEYRING_BACKEND=watched_keyring.WatchedKeyring`, with `WATCHED_KEYRING` naming the file.
"""

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class WatchedKeyring(KeyringBackend):
    """Writes down every change, one JSON line each, and reads them all again to answer."""

    priority = 5

    def get_password(self, service: str, username: str) -> str | None:
        return self._kept().get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._note(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self._kept():
            raise PasswordDeleteError(service)
        self._note(service, username, None)

    def _note(self, service: str, username: str, password: str | None) -> None:
        with self._file().open("a", encoding="utf-8") as file:
            file.write(json.dumps([service, username, password]) + "\n")

    def _kept(self) -> dict[tuple[str, str], str]:
        lines = self._file().read_text("utf-8").splitlines() if self._file().exists() else []
        last = {(service, username): password for service, username, password in map(json.loads, lines)}
        return {key: password for key, password in last.items() if password is not None}

    @staticmethod
    def _file() -> Path:
        return Path(os.environ["WATCHED_KEYRING"])
