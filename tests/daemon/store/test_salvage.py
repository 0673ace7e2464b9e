import random
import shutil

import pytest

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError
from motiad.store import reads, writes
from motiad.store.database import Database

DEPLOYMENTS = 60


@pytest.fixture
def full(file, requested):
    """A closed store with many deployments."""
    database = Database(file)
    for number in range(DEPLOYMENTS):
        deployment, events = requested(f"d{number}")
        writes.create(database, deployment, events)
    database.close()
    return file


def found(database):
    return reads.page(database, None, None, 500, None)[0]


def test_everything_that_can_be_read_is_taken_over(full):
    content = bytearray(full.read_bytes())
    page = content.index(b'"id":"d30"') // 4096 * 4096
    content[page : page + 4096] = bytes(range(256)) * 16
    full.write_bytes(content)
    database = Database(full)
    assert database.degraded
    assert DEPLOYMENTS > len(found(database)) >= DEPLOYMENTS // 2
    assert f"with the {len(found(database))} deployments that could be read" in database.degraded
    writes.installation_key(database)
    database.close()
    again = Database(full)
    assert again.degraded is None
    again.close()


def test_a_schema_that_is_no_text_is_damage_too(full):
    content = bytearray(full.read_bytes())
    for part, broken in (
        (b"tablemetameta", b"table\xe5\xff\xfe\xfdmeta"),
        (b"CREATE TABLE meta", b"CREATE TABLE (eta"),
    ):
        place = content.index(part)
        content[place : place + len(part)] = broken
    full.write_bytes(content)
    database = Database(full)
    assert database.degraded
    database.close()


def damaged(content, chance):
    """Return the content with one kind of damage, and garbage for its log or None."""
    kind = chance.choice(["flips", "page", "truncated", "log"])
    content = bytearray(content)
    if kind == "flips":
        for _ in range(chance.randint(1, 30)):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    elif kind == "page":
        start = 4096 * chance.randrange(len(content) // 4096)
        content[start : start + 4096] = chance.randbytes(4096)
    elif kind == "truncated":
        del content[chance.randrange(len(content)) :]
    return bytes(content), chance.randbytes(chance.randrange(1, 9000)) if kind == "log" else None


def test_200_damaged_files_never_keep_the_daemon_from_starting(full, tmp_path, requested):
    chance = random.Random(11)
    content = full.read_bytes()
    kept = []
    for number in range(200):
        file = tmp_path / f"case-{number}" / "motiad.sqlite3"
        file.parent.mkdir()
        damage, log = damaged(content, chance)
        file.write_bytes(damage)
        if log is not None:
            file.with_name(f"{file.name}-wal").write_bytes(log)
        try:
            database = Database(file)
        except MotiadError as error:  # a flip made it a newer schema, or its header says read-only
            assert error.code is ErrorCode.STORE_UNUSABLE
            assert error.hint
            continue
        kept.append(len(found(database)))
        if log is not None:
            assert kept[-1] == DEPLOYMENTS
        deployment, events = requested("new")
        writes.create(database, deployment, events)
        assert any(each.data.id == "new" for each in found(database))
        database.close()
        shutil.rmtree(file.parent)
    assert len(kept) >= 190
    assert sum(kept) / len(kept) > DEPLOYMENTS / 2, "most of what was recorded is still there"
