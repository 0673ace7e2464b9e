import errno
import sqlite3
from pathlib import Path

import pytest

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError
from motiad.store.problems import is_corruption, told

FILE = Path("/state/motiad.sqlite3")


def sqlite_error(code, kind=sqlite3.OperationalError):
    error = kind("what SQLite says")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (sqlite_error(sqlite3.SQLITE_FULL), ErrorCode.STORAGE_FULL, "is full"),
        (OSError(errno.ENOSPC, "No space left on device"), ErrorCode.STORAGE_FULL, "is full"),
        (OSError(errno.EDQUOT, "Quota exceeded"), ErrorCode.STORAGE_FULL, "is full"),
        (sqlite_error(sqlite3.SQLITE_BUSY), ErrorCode.STORE_UNUSABLE, "in use"),
        (sqlite_error(sqlite3.SQLITE_READONLY_DIRECTORY), ErrorCode.STORE_UNUSABLE, "opened for writing"),
        (sqlite_error(sqlite3.SQLITE_CANTOPEN), ErrorCode.STORE_UNUSABLE, "opened for writing"),
        (sqlite_error(sqlite3.SQLITE_CORRUPT, sqlite3.DatabaseError), ErrorCode.STORE_UNUSABLE, "damaged"),
        (sqlite_error(sqlite3.SQLITE_IOERR_FSYNC), ErrorCode.STORE_UNUSABLE, "what SQLite says"),
        (sqlite3.ProgrammingError("Cannot operate on a closed database."), ErrorCode.STORE_UNUSABLE, "closed"),
        (PermissionError(errno.EACCES, "Permission denied"), ErrorCode.STORE_UNUSABLE, "Permission denied"),
    ],
)
def test_every_error_says_what_and_where_and_what_to_do(error, code, words):
    with pytest.raises(MotiadError) as met, told(FILE):
        raise error
    assert met.value.code is code
    assert words in met.value.message
    assert str(FILE) in met.value.message
    assert met.value.hint
    assert met.value.__cause__ is error


def test_other_errors_pass():
    with pytest.raises(ZeroDivisionError), told(FILE):
        raise ZeroDivisionError


def test_only_a_broken_file_is_corruption():
    assert is_corruption(sqlite_error(sqlite3.SQLITE_NOTADB))
    assert is_corruption(sqlite_error(sqlite3.SQLITE_CORRUPT_INDEX))
    assert not is_corruption(sqlite_error(sqlite3.SQLITE_BUSY))
    assert not is_corruption(sqlite3.OperationalError("no code"))
