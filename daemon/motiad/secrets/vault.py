"""The one door to the keyring (`security-reliability.md`, section 3)."""

import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Literal, Self, TypeVar

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError
from motiad.secrets.backends import NoBackendError, find_backend
from motiad.secrets.keyring_thread import KeyringThread, UnansweredError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

log = logging.getLogger(__name__)

DEADLINE = 3.0
"""Seconds for one call where nobody can answer a prompt."""
PROMPT_DEADLINE = 60.0
"""Seconds for one call where a person sits in front of the screen."""
_CLOSE_DEADLINE = 1.0
_PROBE = ("motiad/probe", "probe")


class _UnavailableError(Exception):
    """The keyring exists and did not do what it was asked. Its text says why."""


class Vault:
    """Keeps secrets in the operating system's keyring, or in memory while that does not work.

    `kind` and `reason` tell which, as of the last call: a keyring that is unlocked later is used from then on. A
    secret that went to memory stays there and is gone when the process ends. Never writes a file of its own.
    """

    def __init__(self, *, deadline: float = DEADLINE) -> None:
        """`deadline` in seconds for every call: `DEADLINE` or `PROMPT_DEADLINE`."""
        self._deadline = deadline
        self._thread = KeyringThread()
        self._backend: KeyringBackend | None = None
        self._missing: NoBackendError | None = None
        self._memory: dict[tuple[str, str], str] = {}
        self._reason: str | None = None

    @classmethod
    async def open(cls, *, deadline: float = DEADLINE) -> Self:
        """Return a vault that has tried its keyring, so that `kind` is known."""
        vault = cls(deadline=deadline)
        await vault.probe()
        return vault

    async def probe(self) -> None:
        """Try the keyring, so that `kind` is known; bounded by the deadline."""
        try:
            await self._ask(lambda backend: backend.get_password(*_PROBE))
        except _UnavailableError:
            log.warning("secrets are kept in memory only: %s", self.reason)

    @property
    def kind(self) -> Literal["keyring", "memory"]:
        """Where a secret goes."""
        return "keyring" if self._reason is None else "memory"

    @property
    def reason(self) -> str | None:
        """Why secrets stay in memory ("the keyring is locked"); None when they do not."""
        return self._reason

    async def get(self, service: str, account: str) -> str | None:
        """Return a secret, or None when there is none.

        Raises `MotiadError` (SECRETS_UNAVAILABLE) when the keyring cannot be asked now: locked, or silent.
        """
        if (service, account) in self._memory:
            return self._memory[service, account]
        try:
            return await self._ask(lambda backend: backend.get_password(service, account))
        except _UnavailableError as error:
            if self._missing is not None:
                return None
            raise MotiadError(
                ErrorCode.SECRETS_UNAVAILABLE,
                f"A secret cannot be read: {error}.",
                hint="Unlock your keyring, then try again.",
            ) from None

    async def set(self, service: str, account: str, secret: str) -> None:
        """Keep a secret: in the keyring, or in memory where that fails (`kind` tells)."""
        try:
            await self._ask(lambda backend: backend.set_password(service, account, secret))
        except _UnavailableError:
            log.warning("a secret is kept in memory only: %s", self._reason)
            self._memory[service, account] = secret
        else:
            self._memory.pop((service, account), None)

    async def delete(self, service: str, account: str) -> None:
        """Delete a secret; no error when there is none. A keyring that is silent deletes when it wakes up."""
        self._memory.pop((service, account), None)
        try:
            await self._ask(partial(_delete, service=service, account=account))
        except _UnavailableError as error:
            if isinstance(error.__cause__, UnansweredError):
                self._thread.post(lambda: _delete(self._found(), service, account))

    async def close(self) -> None:
        """Forget what is in memory and leave the keyring, within a second whatever it does."""
        self._memory.clear()
        await self._thread.close(_CLOSE_DEADLINE)

    async def _ask(self, call: "Callable[[KeyringBackend], T]") -> T:
        """Run a call on the keyring's thread and note how it went. Raises `_UnavailableError`."""
        if self._missing is not None:
            raise _UnavailableError(str(self._missing))
        try:
            answer = await self._thread.call(lambda: call(self._found()), self._deadline)
        except Exception as error:
            self._reason = _explained(error, self._deadline)
            raise _UnavailableError(self._reason) from error
        self._reason = None
        return answer

    def _found(self) -> "KeyringBackend":
        """Return the backend; looks for it the first time. Runs on the keyring's thread."""
        if self._backend is None:
            try:
                self._backend = find_backend()
            except NoBackendError as error:
                self._missing = error
                raise
        return self._backend


def _delete(backend: "KeyringBackend", service: str, account: str) -> None:
    from keyring.errors import PasswordDeleteError

    try:
        backend.delete_password(service, account)
    except PasswordDeleteError:
        if backend.get_password(service, account) is not None:
            raise


def _explained(error: Exception, deadline: float) -> str:
    """Return why the keyring failed, without anything the backend says: that might be a secret."""
    if isinstance(error, UnansweredError):
        return f"the keyring did not answer within {deadline:g} seconds; it may be waiting to be unlocked"
    if isinstance(error, NoBackendError):
        return str(error)
    from keyring.errors import KeyringLocked  # not before: a thread may be hanging in its import

    if isinstance(error, KeyringLocked):
        return "the keyring is locked"
    return f"the keyring failed ({type(error).__name__})"
