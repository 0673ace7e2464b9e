"""Keeps what motiad writes to disk within bounds: every hour by the daemon, and at once by `motiad clean`."""

import asyncio
import json
import logging
import shutil
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from motiad.config import Settings
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError
from motiad.paths import Paths
from motiad.store import Retention, SqliteStore

log = logging.getLogger(__name__)

HOUR = 3600.0
DRAFT_SECONDS = 24 * 3600.0
"""A folder that a build works in is left over when it is that old."""
BUILD_CACHES = ("builds", "bundles", "packages", "work")
"""Folders of the cache that the next build makes again by itself; the sample project is somebody's."""
MEGABYTE = 1024**2


@dataclass(frozen=True)
class Cleaned:
    """One thing that was cleaned, and the bytes it freed."""

    what: str
    bytes: int


async def keep_up(
    paths: Paths,
    settings: Settings,
    store: SqliteStore,
    busy: Callable[[], bool],
    removed: Callable[[Sequence[str]], None],
) -> None:
    """Keep store and caches within their quotas, for ever; caches only while nothing runs.

    `removed` is called with the ids of deployments that are no longer kept.
    """
    while True:
        try:
            pruned = await store.prune(retention(settings), time.time_ns() // 1_000_000)
            removed(pruned.deployments)
        except MotiadError as error:
            log.warning("the store could not be cleaned: %s", error.message)
        if not busy():
            await asyncio.to_thread(_within_quotas, paths, settings.keep_cache_megabytes * MEGABYTE)
        await asyncio.sleep(HOUR)


async def clean(paths: Paths, settings: Settings) -> Sequence[Cleaned]:
    """Empty the build cache and the local cloud's bundles, and remove old logs.

    A running daemon keeps its store to itself and cleans that every hour. Raises `MotiadError` (USAGE) while
    a deployment runs: it needs what is in the caches.
    """
    from motiad.client import DaemonClient, find  # the daemon itself does without

    info = await find(paths)
    if info is not None:
        async with DaemonClient(info.url, info.token) as daemon:
            active = await daemon.active()
        if active:
            raise MotiadError(
                ErrorCode.USAGE,
                "A deployment is running: it needs what is in the caches.",
                hint="Wait until it has ended, or cancel it, then run `motiad clean` again.",
            )
    cleaned = [
        Cleaned("build cache", await asyncio.to_thread(_empty, [paths.cache / name for name in BUILD_CACHES])),
        Cleaned("local cloud's bundles", await asyncio.to_thread(_trim_bundles, paths.local_cloud, 0)),
    ]
    if info is None and paths.store_file.exists():
        cleaned.append(Cleaned("old deployments and logs", await _prune(paths, settings)))
    return cleaned


def retention(settings: Settings) -> Retention:
    """Return what the settings say about the store."""
    return Retention(settings.keep_deployments, settings.keep_days, settings.keep_log_megabytes * MEGABYTE)


async def _prune(paths: Paths, settings: Settings) -> int:
    """Prune the store while no daemon holds it; returns the bytes its file shrank by."""
    paths.run.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FileLock(paths.lock_file)
    try:
        lock.acquire(timeout=0)
    except Timeout:  # a daemon has just started: it does that itself
        return 0
    try:
        before = _size(paths.store_file)
        store = await SqliteStore.open(paths.store_file)
        try:
            await store.prune(retention(settings), time.time_ns() // 1_000_000)
            await store.compact()
        finally:
            await store.close()
        return max(0, before - _size(paths.store_file))
    finally:
        lock.release()


def _within_quotas(paths: Paths, limit: int) -> None:
    packages = _folders(paths.cache / "packages")
    sizes = {folder: _size(folder) for folder in packages}
    for folder in sorted(packages, key=_age, reverse=True):
        if sum(sizes.values()) <= limit:
            break
        del sizes[folder]
        shutil.rmtree(folder, ignore_errors=True)
    for draft in _folders(paths.cache / "work"):
        if _age(draft) > DRAFT_SECONDS:
            shutil.rmtree(draft, ignore_errors=True)
    _trim_bundles(paths.local_cloud, limit)


def _trim_bundles(local_cloud: Path, limit: int) -> int:
    """Remove bundles of ended deployments, the oldest first, until all fit; return the bytes that were freed."""
    ended = [folder for folder in _folders(local_cloud / "deployments") if _ended(folder)]
    sizes = {folder: _size(folder / "bundles") for folder in ended}
    freed = 0
    for folder in sorted(ended, key=_age, reverse=True):
        if sum(sizes.values()) <= limit:
            break
        freed += sizes.pop(folder)
        shutil.rmtree(folder / "bundles", ignore_errors=True)
    return freed


def _ended(folder: Path) -> bool:
    try:
        record = json.loads((folder / "deployment.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(record, dict) and record.get("status") in ("completed", "failed")


def _empty(folders: Sequence[Path]) -> int:
    """Remove folders; return the bytes that were freed."""
    freed = 0
    for folder in folders:
        freed += _size(folder)
        shutil.rmtree(folder, ignore_errors=True)
    return freed


def _folders(folder: Path) -> list[Path]:
    try:
        return [entry for entry in folder.iterdir() if entry.is_dir() and not entry.is_symlink()]
    except OSError:
        return []


def _age(path: Path) -> float:
    """Return the seconds since a folder changed; 0 for one that is gone."""
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0


def _size(path: Path) -> int:
    """Return the bytes of a file, or of all files in a folder."""
    size = 0
    with suppress(OSError):
        for file in [path, *path.rglob("*")]:
            with suppress(OSError):
                size += file.lstat().st_size if not file.is_dir() else 0
    return size
