"""Installs requirement sets with uv, once for each distinct set, and keeps them for a day."""

import asyncio
import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from motiad.builder.children import Children
from motiad.builder.requirements import Requirements
from motiad.builder.toolchain import Tool
from motiad.contract.codes import ErrorCode
from motiad.deployments.sanitise import sanitise
from motiad.errors import MotiadError

KEPT_FOR = 24 * 3600.0
"""Seconds a resolved set is used again before uv resolves it anew."""
TIMEOUT = 900.0
"""Seconds one installation may take."""

PYTHON_VERSION = "3.13"
PLATFORM = "x86_64-manylinux2014"
"""What the cloud runs (`upstream-facts.md`, section 4)."""

_RESOLVED = "resolved.txt"


@dataclass(frozen=True)
class Target:
    """The machine packages are installed for, as the official build's environment variables choose it."""

    version: str = PYTHON_VERSION
    platform: str = PLATFORM
    only_binary: bool = True

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Target":
        """Read MOTIA_PYTHON_VERSION, MOTIA_PLATFORM and MOTIA_ONLY_BINARY; `false` turns the last one off."""
        return cls(
            environ.get("MOTIA_PYTHON_VERSION") or PYTHON_VERSION,
            environ.get("MOTIA_PLATFORM") or PLATFORM,
            environ.get("MOTIA_ONLY_BINARY") != "false",
        )

    def flags(self) -> list[str]:
        """Return uv's flags."""
        flags = ["--python-version", self.version, "--python-platform", self.platform]
        return [*flags, "--only-binary=:all:"] if self.only_binary else flags


@dataclass
class Packages:
    """Requirement sets on disk."""

    uv: Tool
    cache: Path
    children: Children
    env: Mapping[str, str]
    options: tuple[str, ...] = ()
    """Options of the project's requirements.txt, such as an index."""
    resolved: dict[Path, tuple[str, ...]] = field(default_factory=dict)
    """What this build uses, installed now or kept, by folder: names and versions."""
    now: Callable[[], float] = time.time
    """Seconds since the epoch."""
    _under_way: dict[str, "asyncio.Task[Path]"] = field(default_factory=dict)
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(os.cpu_count() or 1))

    async def for_reading(self, requirements: Requirements, python: Tool) -> Path:
        """Return a folder with the packages for this machine's interpreter. Raises `MotiadError` (BUILD_FAILED)."""
        return await self._install(requirements.lines, python, [], f"{python.path} {python.version}")

    async def for_target(self, lines: Sequence[str], python: Tool, target: Target) -> Path:
        """Return a folder with the packages for the cloud. Raises `MotiadError` (BUILD_FAILED)."""
        return await self._install(lines, python, target.flags(), "")

    async def _install(self, lines: Sequence[str], python: Tool, flags: Sequence[str], machine: str) -> Path:
        what = json.dumps([sorted(lines), self.options, flags, machine, self.uv.version])
        key = hashlib.sha256(what.encode()).hexdigest()[:32]
        if key not in self._under_way:
            self._under_way[key] = asyncio.create_task(self._installed(key, lines, python, flags))
        task = self._under_way[key]
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.wait({task})
            raise

    async def _installed(self, key: str, lines: Sequence[str], python: Tool, flags: Sequence[str]) -> Path:
        folder = self.cache / key
        if await asyncio.to_thread(self._fresh, folder):
            self.resolved[folder / "site"] = await asyncio.to_thread(_read_resolved, folder)
            return folder / "site"
        async with self._slots:
            return await self._fill(folder, lines, python, flags)

    async def _fill(self, folder: Path, lines: Sequence[str], python: Tool, flags: Sequence[str]) -> Path:
        draft = folder.with_name(f"{folder.name}.{os.getpid()}.{time.monotonic_ns()}")
        try:
            await asyncio.to_thread(_write_requirements, draft, [*self.options, *lines])
            command: list[str | Path] = [self.uv.path, "pip", "install", "--target", draft / "site"]
            command += ["--python", python.path, "--requirement", draft / "requirements.txt"]
            ended = await self.children.run(
                [*command, "--color", "never", "--no-progress", *flags],
                cwd=draft,
                env={**self.env, "UV_PYTHON_DOWNLOADS": "never"},
                timeout=TIMEOUT,
            )
            if ended.timed_out or ended.returncode:
                raise _failed(lines, ended.stderr, ended.timed_out)
            resolved = tuple(re.findall(r"^ \+ (\S+)", ended.stderr, re.MULTILINE))
            await asyncio.to_thread(self._publish, draft, folder, resolved)
            self.resolved[folder / "site"] = resolved
            return folder / "site"
        finally:
            await asyncio.to_thread(shutil.rmtree, draft, ignore_errors=True)

    def _fresh(self, folder: Path) -> bool:
        with suppress(OSError):
            return self.now() - (folder / "requirements.txt").stat().st_mtime < KEPT_FOR
        return False

    def _publish(self, draft: Path, folder: Path, resolved: Sequence[str]) -> None:
        """Put a finished set in its place; another build may have been faster, then ours is not needed."""
        (draft / "site").mkdir(exist_ok=True)
        (draft / _RESOLVED).write_text("\n".join(resolved), "utf-8")
        os.utime(draft / "requirements.txt", (self.now(), self.now()))
        if folder.exists() and not self._fresh(folder):
            stale = draft.with_name(f"{draft.name}.stale")
            with suppress(OSError):
                folder.rename(stale)
            shutil.rmtree(stale, ignore_errors=True)
        with suppress(OSError):
            draft.rename(folder)


def _read_resolved(folder: Path) -> tuple[str, ...]:
    with suppress(OSError):
        return tuple((folder / _RESOLVED).read_text("utf-8").split())
    return ()


def expire(cache: Path) -> None:
    """Count every resolved set as too old; those in use stay where they are. Blocks on file system calls."""
    for requirements in cache.glob("*/requirements.txt"):
        with suppress(OSError):
            os.utime(requirements, (0, 0))


def _write_requirements(draft: Path, lines: Sequence[str]) -> None:
    draft.mkdir(parents=True)
    (draft / "requirements.txt").write_text("".join(f"{line}\n" for line in lines), "utf-8")


def _failed(lines: Sequence[str], stderr: str, timed_out: bool) -> MotiadError:
    said = sanitise(stderr).strip() or "uv said nothing"
    reason = f"uv did not finish in {TIMEOUT:.0f} seconds" if timed_out else " ".join(said.split())
    return MotiadError(
        ErrorCode.BUILD_FAILED,
        f"requirements.txt: {', '.join(lines)} cannot be installed: {reason}",
        hint="Correct requirements.txt. Packages for the cloud need wheels for linux_x86_64.",
        details={"output": said[-4000:]},
    )
