"""A keyring that survives a kill and needs no desktop: for these tests only, chosen by PYTHON_KEYRING_BACKEND."""

import json
import os
import time
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class FileKeyring(KeyringBackend):
    """One JSON file, replaced whole with each change; while there is a file `hang` beside it, it makes `hung`."""

    priority = 5

    def get_password(self, service, username):
        return self._read().get(f"{service} {username}")

    def set_password(self, service, username, password):
        self._write({**self._read(), f"{service} {username}": password})

    def delete_password(self, service, username):
        kept = self._read()
        if kept.pop(f"{service} {username}", None) is None:
            raise PasswordDeleteError
        self._write(kept)

    @property
    def _file(self):
        return Path(os.environ["RELIABILITY_KEYRING"])

    def _read(self):
        while self._file.with_name("hang").exists():
            self._file.with_name("hung").touch()
            time.sleep(0.1)
        return json.loads(self._file.read_text()) if self._file.exists() else {}

    def _write(self, kept):
        draft = self._file.with_suffix(".part")
        draft.write_text(json.dumps(kept))
        draft.replace(self._file)
