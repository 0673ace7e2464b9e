"""The keyring, behind one thread and a deadline (`security-reliability.md`, section 3)."""

import asyncio
import queue
import threading
from collections.abc import Callable
from typing import Any, Literal, TypeVar

import keyring
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null
from keyring.errors import KeyringError, KeyringLocked, PasswordDeleteError

T = TypeVar("T")

DEADLINE = 3.0
"""Seconds a keyring may take where nobody can answer a prompt."""
PROMPT_DEADLINE = 60.0
"""Seconds where a person can."""


class _Thread:
    """Runs calls one after another on one daemon thread: a hung keyring cannot keep the process from ending."""

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        threading.Thread(target=self._work, name="keyring", daemon=True).start()

    async def run(self, call: Callable[[], T], seconds: float) -> T:
        """Return what `call` returns. Raises what it raises, or `TimeoutError`."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()

        def settle(setter: Callable[[Any], None], value: Any) -> None:
            if not future.done():
                setter(value)

        def work() -> None:
            try:
                setter, value = future.set_result, call()
            except Exception as error:
                setter, value = future.set_exception, error  # type: ignore[assignment]
            if not loop.is_closed():
                loop.call_soon_threadsafe(settle, setter, value)

        self._calls.put(work)
        return await asyncio.wait_for(future, seconds)

    def stop(self) -> None:
        self._calls.put(None)

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            call()


class Vault:
    """Keeps secrets in the system's keyring, or in memory where there is no usable one.

    A keyring that fails or hangs once is not asked again: `kind` becomes `memory`, `reason` says why, and the
    secrets of this process stay at hand.
    """

    def __init__(self, thread: _Thread, deadline: float) -> None:
        """Use `open`."""
        self._thread = thread
        self._deadline = deadline
        self._backend: KeyringBackend | None = None
        self._memory: dict[tuple[str, str], str] = {}
        self.reason: str | None = None
        """Why secrets are kept in memory only, or None."""

    @classmethod
    async def open(cls, *, deadline: float = DEADLINE) -> "Vault":
        """Find a keyring that answers within `deadline` seconds; never raises for want of one."""
        vault = cls(_Thread(), deadline)
        try:
            backend = await vault._thread.run(_usable_backend, deadline)
        except (KeyringError, TimeoutError, OSError, RuntimeError) as error:
            vault.reason = _why(error)
        else:
            vault._backend = backend
            vault.reason = None if backend else "this system has no keyring"
        return vault

    @property
    def kind(self) -> Literal["keyring", "memory"]:
        """Where secrets are kept."""
        return "memory" if self._backend is None else "keyring"

    async def get(self, service: str, account: str) -> str | None:
        """Return a secret, or None."""
        kept = self._memory.get((service, account))
        return kept if kept is not None else await self._ask(lambda backend: backend.get_password(service, account))

    async def set(self, service: str, account: str, secret: str) -> None:
        """Keep a secret; in memory when the keyring does not take it."""

        def write(backend: KeyringBackend) -> bool:
            backend.set_password(service, account, secret)
            return True

        if await self._ask(write):
            self._memory.pop((service, account), None)
        else:
            self._memory[service, account] = secret

    async def delete(self, service: str, account: str) -> None:
        """Delete a secret; no error when there is none."""

        def delete(backend: KeyringBackend) -> None:
            if backend.get_password(service, account) is not None:
                backend.delete_password(service, account)

        self._memory.pop((service, account), None)
        await self._ask(delete)

    async def close(self) -> None:
        """Forget what is in memory; never waits for the keyring."""
        self._memory.clear()
        self._thread.stop()

    async def _ask(self, call: Callable[[KeyringBackend], T]) -> T | None:
        backend = self._backend
        if backend is None:
            return None
        try:
            return await self._thread.run(lambda: call(backend), self._deadline)
        except PasswordDeleteError:
            return None
        except (KeyringError, TimeoutError, OSError, RuntimeError) as error:
            self._backend, self.reason = None, _why(error)
            return None


def _usable_backend() -> KeyringBackend | None:
    """Return a keyring that keeps secrets secret and answers; a plain-text one is never used silently."""
    configured = keyring.get_keyring()
    candidates = configured.backends if isinstance(configured, chainer.ChainerBackend) else [configured]
    for backend in candidates:
        if not isinstance(backend, (fail.Keyring, null.Keyring)) and not _is_plain_text(backend):
            backend.get_password("motiad", "probe")
            return backend
    return None


def _is_plain_text(backend: KeyringBackend) -> bool:
    kind = type(backend)
    return kind.__module__.startswith("keyrings.alt") or "plaintext" in kind.__name__.lower()


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "the keyring does not answer"
    if isinstance(error, KeyringLocked):
        return "the keyring is locked"
    return f"the keyring cannot be used ({type(error).__name__})"
