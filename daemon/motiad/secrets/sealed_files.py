"""Secrets too long for a keyring's item: files sealed by AES-GCM, each with a key of its own that is kept elsewhere."""

import base64
import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

_KEY_BYTES = 32
_NONCE_BYTES = 12
_FORMAT = b"motiad secrets 1\n"
_SUFFIX = ".sealed"


class SealedFiles:
    """One folder of sealed files, one a name. Everything here blocks.

    A file tells its size and nothing else: without its key, or under another name, it is not opened.
    """

    def __init__(self, folder: Path) -> None:
        """`folder` is made when something is first kept, for the user alone."""
        self._folder = folder

    def names(self) -> list[str]:
        """Return whose files there are."""
        found: list[str] = []
        with contextlib.suppress(OSError):
            for path in self._folder.glob(f"*{_SUFFIX}"):
                with contextlib.suppress(ValueError):  # not one of ours
                    found.append(_unspelled(path.name.removesuffix(_SUFFIX)))
        return found

    def seal(self, name: str, content: bytes) -> str:
        """Write a file in one step, in place of an earlier one, and return its key, in hex. Raises `OSError`."""
        # Its import takes longer than all of motiad's start may: it waits until there is something to keep.
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        key, nonce = secrets.token_bytes(_KEY_BYTES), secrets.token_bytes(_NONCE_BYTES)
        sealed = _FORMAT + nonce + AESGCM(key).encrypt(nonce, content, _label(name))
        path = self._path(name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f".{secrets.token_hex(8)}.draft")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        return key.hex()

    def open(self, name: str, key: str) -> bytes | None:
        """Return what was sealed; None for no such file, another key, or a file somebody has changed."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            sealed = self._path(name).read_bytes()
        except OSError:
            return None
        start = len(_FORMAT) + _NONCE_BYTES
        if not sealed.startswith(_FORMAT) or len(sealed) <= start:
            return None
        try:
            return AESGCM(bytes.fromhex(key)).decrypt(sealed[len(_FORMAT) : start], sealed[start:], _label(name))
        except (InvalidTag, ValueError):  # ValueError: that is no key
            return None

    def remove(self, name: str) -> None:
        """Remove a file; no error when there is none."""
        with contextlib.suppress(OSError):
            self._path(name).unlink(missing_ok=True)

    def remove_drafts(self) -> None:
        """Remove what a crash left half written."""
        for draft in self._drafts():
            with contextlib.suppress(OSError):
                draft.unlink()

    def _drafts(self) -> Iterator[Path]:
        with contextlib.suppress(OSError):
            yield from list(self._folder.glob(".*.draft"))

    def _path(self, name: str) -> Path:
        return self._folder / f"{_spelled(name)}{_SUFFIX}"


def _spelled(name: str) -> str:
    """Return a file's name: 128 characters fit into the 255 of a file system, which may take A for a."""
    return base64.b32encode(name.encode()).decode().rstrip("=").lower()


def _unspelled(text: str) -> str:
    return base64.b32decode(text.upper() + "=" * (-len(text) % 8)).decode()


def _label(name: str) -> bytes:
    return _FORMAT + name.encode()
