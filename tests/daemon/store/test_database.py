import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from blockbuster import BlockingError

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError
from motiad.store.ballast import BALLAST_BYTES
from motiad.store.database import Database, move_aside


@pytest.fixture
def opened(file):
    made = []

    def open_database(where=file):
        made.append(Database(where))
        return made[-1]

    yield open_database
    for database in made:
        database.close()


def aside(file: Path) -> list[str]:
    return sorted(found.name for found in file.parent.iterdir() if ".corrupt-" in found.name)


def put(database: Database, key: str, value: object = 1) -> None:
    with database.transaction() as connection:
        connection.execute("INSERT INTO meta (key, value) VALUES (?, ?)", (key, value))


def keys(database: Database) -> list[str]:
    with database.reading() as connection:
        return [row["key"] for row in connection.execute("SELECT key FROM meta ORDER BY key")]


def test_the_file_is_opened_as_the_rules_say(opened):
    connection = opened().connection
    pragmas = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in
               ("journal_mode", "locking_mode", "synchronous", "foreign_keys")}  # fmt: skip
    assert pragmas == {"journal_mode": "wal", "locking_mode": "exclusive", "synchronous": 2, "foreign_keys": 1}


async def test_the_suite_finds_a_database_that_is_used_in_the_event_loop(file):
    with pytest.raises(BlockingError, match="sqlite3"):
        Database(file)


def test_a_transaction_is_all_or_nothing(opened):
    database = opened()

    def half():
        with database.transaction() as connection:
            connection.execute("INSERT INTO meta (key, value) VALUES ('half', 1)")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    put(database, "whole")
    assert keys(database) == ["whole"]


def test_two_stores_cannot_share_a_file(opened, file, monkeypatch):
    monkeypatch.setattr("motiad.store.database._BUSY_MILLIS", 10)
    first = opened()
    with pytest.raises(MotiadError) as refused:
        opened()
    assert refused.value.code is ErrorCode.STORE_UNUSABLE
    assert "in use by another program" in refused.value.message
    assert aside(file) == []
    put(first, "still works")


@pytest.mark.parametrize("content", [b"this is no database" * 100, b"SQLite format 3\x00" + bytes(4080)])
def test_a_file_that_is_no_database_is_moved_aside(opened, file, content):
    file.parent.mkdir()
    file.write_bytes(content)
    database = opened()
    (name,) = aside(file)
    assert (file.parent / name).read_bytes() == content
    assert name in database.degraded
    put(database, "fresh")
    assert keys(database) == ["fresh"]


def test_a_database_with_broken_pages_is_moved_aside(opened, file):
    database = Database(file)
    for number in range(200):
        put(database, f"key {number}", "x" * 200)
    database.close()
    content = bytearray(file.read_bytes())
    content[4096 : 4096 * 3] = b"\xa5" * 4096 * 2
    file.write_bytes(content)
    database = opened()
    (name,) = aside(file)
    assert (file.parent / name).read_bytes() == content
    assert name in database.degraded
    assert "\n" not in database.degraded
    assert len(keys(database)) == 200, "the pages that hold them can be read"


def test_a_log_that_is_left_goes_with_its_database(file):
    file.parent.mkdir()
    file.write_bytes(b"pages")
    file.with_name(file.name + "-wal").write_bytes(b"log")
    moved = move_aside(file)
    assert sorted(found.name for found in file.parent.iterdir()) == [moved.name, moved.name + "-wal"]
    assert moved.read_bytes() == b"pages"


def test_corruption_twice_in_a_second_overwrites_nothing(opened, file):
    file.parent.mkdir()
    for content in (b"first" * 200, b"second" * 200, b"third" * 200):
        file.write_bytes(content)
        Database(file).close()
    assert {(file.parent / name).read_bytes()[:5] for name in aside(file)} == {b"first", b"secon", b"third"}


def test_garbage_in_the_log_alone_loses_nothing(opened, file):
    database = Database(file)
    put(database, "kept")
    database.close()
    file.with_name(file.name + "-wal").write_bytes(b"\x37\x7f\x06\x82" + b"garbage" * 1000)
    database = opened()
    assert keys(database) == ["kept"]
    assert database.degraded is None


def test_a_truncated_database_still_starts(opened, file):
    database = Database(file)
    for number in range(200):
        put(database, f"key {number}", "x" * 200)
    database.close()
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])
    database = opened()
    assert database.degraded is not None
    assert keys(database) == []


def test_a_newer_schema_is_refused_and_left_alone(opened, file):
    Database(file).close()
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 9999")
    connection.close()
    before = file.read_bytes()
    with pytest.raises(MotiadError) as refused:
        opened()
    assert refused.value.code is ErrorCode.STORE_UNUSABLE
    assert "9999" in refused.value.message
    assert aside(file) == []
    assert file.read_bytes() == before


@pytest.mark.parametrize("blocked", ["a file in the way of the folder", "a folder in the way of the file"])
def test_a_place_that_cannot_be_used_is_named(opened, file, blocked):
    if "way of the folder" in blocked:
        file.parent.write_text("not a folder")
    else:
        file.mkdir(parents=True)
    with pytest.raises(MotiadError) as refused:
        opened()
    assert refused.value.code is ErrorCode.STORE_UNUSABLE
    assert str(file) in refused.value.message
    assert refused.value.hint


def test_a_connection_that_cannot_write_is_store_unusable(opened):
    database = opened()
    database.connection.execute("PRAGMA query_only = ON")
    with pytest.raises(MotiadError) as refused:
        put(database, "x")
    assert refused.value.code is ErrorCode.STORE_UNUSABLE


def test_a_full_disk_loses_one_transaction_and_frees_room_for_the_next(opened, file):
    database = opened()
    ballast = file.with_name(file.name + ".ballast")
    assert ballast.stat().st_size == BALLAST_BYTES
    connection = database.connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(MotiadError) as full:
        put(database, "too much", bytes(64 * 1024))
    assert full.value.code is ErrorCode.STORAGE_FULL
    assert not ballast.exists()
    put(database, "the end")
    assert keys(database) == ["the end"]
    database.keep_room()
    assert ballast.stat().st_size == BALLAST_BYTES


FULL_DISK = """
import asyncio, sys
from pathlib import Path
from motiad.contract.codes import ErrorCode
from motiad.deployments import events as e
from motiad.deployments.ports import Deployment
from motiad.deployments.reducer import initial, reduce
from motiad.errors import MotiadError
from motiad.store import SqliteStore

async def main(folder):
    store = await SqliteStore.open(folder / "motiad.sqlite3")
    first = e.Requested()
    data = reduce(initial("d"), first, 1)
    await store.create(Deployment(data, Path("/p"), "local", "f"), [(1, first)])
    data = reduce(data, e.PhaseStarted(phase="build"), 2)
    try:
        for number in range(1000):
            await store.append(data, [(2, e.Logged(phase="build", lines=("x" * 20000,)))])
    except MotiadError as error:
        assert error.code is ErrorCode.STORAGE_FULL, error
    else:
        raise AssertionError("the disk never filled up")
    end = e.Failed(code=ErrorCode.STORAGE_FULL, message="The disk is full.")
    data = reduce(data, end, 3)
    await store.append(data, [(3, end)])
    assert (await store.get("d")).data.error_code is ErrorCode.STORAGE_FULL
    (folder / "rest").write_bytes(bytes(100_000))  # what another program writes meanwhile
    try:
        await store.create(Deployment(initial("e"), Path("/p"), "local", "f"), [(4, first)])
    except MotiadError as error:
        assert error.code is ErrorCode.STORAGE_FULL, error
    else:
        raise AssertionError("a deployment began on a full disk")
    await store.close()
    again = await SqliteStore.open(folder / "motiad.sqlite3")
    assert (await again.get("d")).data.status == "failed"
    await again.close()

asyncio.run(main(Path(sys.argv[1])))
"""


def test_a_disk_that_is_really_full_still_takes_down_the_end(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = ["unshare", "--map-root-user", "--mount", "sh", "-c"]
    mount = f"mount -t tmpfs -o size=3m tmpfs {disk}"
    if shutil.which("unshare") is None or subprocess.run([*mounted, mount], capture_output=True).returncode != 0:
        pytest.skip("no right to mount a small disk")
    ended = subprocess.run(
        [*mounted, f'{mount} && exec "$0" -c "$1" "$2"', sys.executable, FULL_DISK, disk],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 0, ended.stderr
