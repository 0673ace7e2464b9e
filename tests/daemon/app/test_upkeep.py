import asyncio
import json
import os
import time

import pytest

from motiad.app.upkeep import MEGABYTE, clean, keep_up
from motiad.config import Settings
from motiad.paths import Paths
from motiad.store import SqliteStore


@pytest.fixture
def paths(tmp_path):
    return Paths.under(tmp_path)


@pytest.fixture
def bundles(paths):
    """Makes what the local cloud keeps of a deployment: one bundle of a megabyte."""

    def make(name, status, age):
        folder = paths.local_cloud / "deployments" / name
        (folder / "bundles").mkdir(parents=True)
        (folder / "bundles" / "a.zip").write_bytes(bytes(MEGABYTE))
        (folder / "deployment.json").write_text(json.dumps({"status": status}))
        past = time.time() - age
        os.utime(folder, (past, past))
        return folder / "bundles"

    return make


def package(paths, name, age, megabytes=1):
    folder = paths.cache / "packages" / name
    folder.mkdir(parents=True)
    (folder / "content").write_bytes(bytes(megabytes * MEGABYTE))
    past = time.time() - age
    os.utime(folder, (past, past))
    return folder


async def kept_up(paths, monkeypatch, *, busy=False, **settings):
    """Go through it once."""
    monkeypatch.setattr("motiad.app.upkeep.HOUR", 0)
    rounds, twice = [], asyncio.Event()

    def removed(_):
        rounds.append(1)
        if len(rounds) == 2:  # the second has begun, so the first is over
            twice.set()

    store = await SqliteStore.open(paths.store_file)
    task = asyncio.create_task(keep_up(paths, Settings(**settings), store, lambda: busy, removed))
    await asyncio.wait_for(twice.wait(), 60)
    task.cancel()
    await asyncio.wait({task})
    await store.close()


async def test_the_oldest_go_first(paths, bundles, monkeypatch):
    packages = [package(paths, f"p{age}", age) for age in (3, 2, 1)]
    old, running, new = bundles("a", "completed", 3), bundles("b", "progress", 2), bundles("c", "failed", 1)
    await kept_up(paths, monkeypatch, keep_cache_megabytes=1)
    assert [folder.exists() for folder in packages] == [False, False, True]
    assert [folder.exists() for folder in (old, running, new)] == [False, True, True]


async def test_nothing_goes_while_a_build_needs_it(paths, monkeypatch):
    folder = package(paths, "p", 9)
    await kept_up(paths, monkeypatch, busy=True, keep_cache_megabytes=0)
    assert folder.exists()


async def test_folders_of_builds_that_died_go_after_a_day(paths, monkeypatch):
    for name, age in (("dead", 25 * 3600), ("alive", 60)):
        folder = paths.cache / "work" / name
        folder.mkdir(parents=True)
        past = time.time() - age
        os.utime(folder, (past, past))
    await kept_up(paths, monkeypatch)
    assert [folder.name for folder in (paths.cache / "work").iterdir()] == ["alive"]


async def test_clean_empties_the_caches_and_tells_how_much(paths, bundles):
    package(paths, "p", 9, megabytes=2)
    ended, running = bundles("a", "completed", 3), bundles("b", "progress", 3)
    (paths.cache / "builds" / "d1").mkdir(parents=True)
    (paths.cache / "sample").mkdir()
    await (await SqliteStore.open(paths.store_file)).close()
    cleaned = {each.what: each.bytes for each in await clean(paths, Settings())}
    assert cleaned["build cache"] == 2 * MEGABYTE
    assert cleaned["local cloud's bundles"] == MEGABYTE
    assert "old deployments and logs" in cleaned
    assert [folder.name for folder in paths.cache.iterdir()] == ["sample"]
    assert (ended.exists(), running.exists()) == (False, True)


async def test_clean_of_nothing_is_fine(paths):
    assert {each.bytes for each in await clean(paths, Settings())} == {0}
