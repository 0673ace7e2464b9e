"""Which keyring is good enough."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_REFUSED_MODULES = ("keyrings.alt.", "keyring.backends.null", "keyring.backends.fail")
"""Backends that keep secrets in files, in plain text or behind a prompt on the terminal, or not at all."""


class NoBackendError(Exception):
    """There is no keyring that may hold a secret. Its text says why."""


def find_backend() -> "KeyringBackend":
    """Return the keyring library's own choice, if it is secure, or else the best secure one.

    Its chain of all backends is taken apart, because it would fall through to an insecure one. May block, and takes
    some 100 ms the first time: for the keyring's thread only. Raises `NoBackendError`.
    """
    import keyring
    from keyring.backends.chainer import ChainerBackend

    try:
        chosen = keyring.get_keyring()
    except Exception as error:
        raise NoBackendError(f"the keyring is not set up as it should be ({type(error).__name__})") from error
    candidates = list(chosen.backends) if isinstance(chosen, ChainerBackend) else [chosen]
    for backend in candidates:
        if _is_secure(backend):
            return backend
    raise NoBackendError("this system has no keyring")


def _is_secure(backend: "KeyringBackend") -> bool:
    """Whether a backend keeps secrets safe; below 1 is what the keyring library itself does not recommend."""
    module = f"{type(backend).__module__}."
    if module.startswith(_REFUSED_MODULES) or "plaintext" in type(backend).__name__.lower():
        return False
    try:
        return float(type(backend).priority) >= 1
    except Exception:  # a priority that cannot be told means not usable here
        return False
