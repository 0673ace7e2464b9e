"""Runs a build's children so that none outlives it.

All children of one build share one process group with a tiny guardian, which watches its stdin: when the daemon dies,
even by `kill -9`, the guardian reads end-of-file and ends the group. (Children do not notice by themselves.)
"""

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from motiad.builder.memory_limit import outgrown, set_limit

GRACE = 0.5
"""Seconds between SIGTERM and SIGKILL: a cancelled build's children are gone within one (issue 3)."""
KEPT_OUTPUT = 4 * 1024 * 1024
"""Bytes of each output stream that are kept; what is beyond is read and dropped."""
_GUARDIAN = "trap '' TERM INT HUP; while read -r line; do :; done; kill -TERM 0; sleep 10; kill -KILL 0"


@dataclass(frozen=True)
class Finished:
    """How a child ended."""

    returncode: int
    stdout: str
    stderr: str
    timed_out: bool = False
    too_large: bool = False
    """It was ended because it had more memory than it may."""


class Children:
    """The children of one build: `async with Children() as children: await children.run(...)`."""

    def __init__(self, grace: float = GRACE) -> None:
        self._grace = grace
        self._guardian: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> "Children":
        if os.name == "posix":
            self._guardian = await asyncio.create_subprocess_exec(
                "/bin/sh",
                "-c",
                _GUARDIAN,
                env={"PATH": os.defpath},
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                process_group=0,
            )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._guardian is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._guardian.pid, signal.SIGKILL)
        await self._guardian.wait()

    async def run(
        self,
        command: Sequence[str | Path],
        *,
        cwd: Path,
        env: Mapping[str, str],
        timeout: float,  # noqa: ASYNC109 - the child is ended as well, not only the waiting
        stdin: str | None = None,
        memory: int | None = None,
    ) -> Finished:
        """Run a command to its end, at most `timeout` seconds; cancelling ends it (SIGTERM, then SIGKILL).

        With `memory`, in bytes, it may have no more than that, as far as this system can limit it.
        Raises `OSError` when it cannot be started.
        """
        group: dict[str, Any] = {"process_group": self._guardian.pid} if self._guardian else {}
        child = await asyncio.create_subprocess_exec(
            *command,
            cwd=cwd,
            env=dict(env),
            stdin=asyncio.subprocess.DEVNULL if stdin is None else asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            **group,
        )
        assert child.stdout
        assert child.stderr
        watching = asyncio.create_task(self._watch(child, memory)) if memory is not None else None
        reading = asyncio.gather(_read(child.stdout), _read(child.stderr), _ended(child, stdin))
        try:
            async with asyncio.timeout(timeout):
                stdout, stderr, returncode = await asyncio.shield(reading)
        except TimeoutError:
            await self._end(child)
            stdout, stderr, returncode = await self._collect(reading)
            return Finished(returncode, stdout, stderr, timed_out=True)
        except asyncio.CancelledError:
            await self._end(child)
            reading.cancel()
            raise
        finally:
            if watching is not None:
                watching.cancel()
        too_large = watching is not None and watching.done() and not watching.cancelled()
        return Finished(returncode, stdout, stderr, too_large=too_large)

    async def _watch(self, child: asyncio.subprocess.Process, memory: int) -> None:
        """Kill a child that outgrows its memory; nothing less is quick enough."""
        set_limit(child.pid, memory)
        await outgrown(child.pid, memory)
        with contextlib.suppress(ProcessLookupError):
            child.kill()

    async def _end(self, child: asyncio.subprocess.Process) -> None:
        with contextlib.suppress(ProcessLookupError):
            child.terminate()
        # Not asyncio.timeout: up to Python 3.11.3 it gives no TimeoutError in a task that has been cancelled.
        ended = asyncio.ensure_future(child.wait())
        await asyncio.wait({ended}, timeout=self._grace)
        if not ended.done():
            with contextlib.suppress(ProcessLookupError):
                child.kill()
        await ended

    async def _collect(self, reading: "asyncio.Future[tuple[str, str, int]]") -> tuple[str, str, int]:
        """Return what an ended child wrote; a grandchild that holds its pipes open is not waited for."""
        try:
            async with asyncio.timeout(1):
                return await reading
        except TimeoutError:
            return "", "", -signal.SIGKILL


async def _read(stream: asyncio.StreamReader) -> str:
    kept, whole = bytearray(), True
    while chunk := await stream.read(65536):
        whole = whole and len(kept) + len(chunk) <= KEPT_OUTPUT
        kept += chunk[: KEPT_OUTPUT - len(kept)]
    if not whole:  # a secret that is cut in two would not be found any more: the last line goes as a whole
        del kept[kept.rfind(b"\n") + 1 :]
    return kept.decode("utf-8", "replace")


async def _ended(child: asyncio.subprocess.Process, stdin: str | None) -> int:
    if stdin is not None:
        assert child.stdin
        with contextlib.suppress(ConnectionError):
            child.stdin.write(stdin.encode())
            await child.stdin.drain()
        child.stdin.close()
    return await child.wait()
