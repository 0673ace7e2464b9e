"""What stands in for a store that cannot be used: its content as far as it can be read, until the process ends."""

import contextlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from motiad.errors import MotiadError
from motiad.store.database import Database
from motiad.store.problems import is_in_use


@dataclass(frozen=True)
class StandIn:
    """Why the file itself is not used, and the folder of its copy."""

    reason: MotiadError
    folder: "tempfile.TemporaryDirectory[str]"

    def refusal(self) -> MotiadError:
        """Return the error for whoever wants something written."""
        return MotiadError(self.reason.code, self.reason.message, hint=self.reason.hint)


def open_or_stand_in(file: Path) -> tuple[Database, StandIn | None]:
    """Open a database, or a copy of one that cannot be written or that a newer motiad wrote; that stays untouched.

    A daemon that does not start could not even show what there is. Raises `MotiadError` (STORE_UNUSABLE) for a file
    that another program uses, and what opening the file raised where there is no room for a copy either.
    """
    try:
        return Database(file), None
    except MotiadError as error:
        if is_in_use(error):
            raise
        reason = error
    folder = tempfile.TemporaryDirectory(prefix="motiad-store-", ignore_cleanup_errors=True)
    try:
        database = _copy(file, Path(folder.name) / file.name)
    except (MotiadError, OSError):
        folder.cleanup()
        raise reason from None
    database.degraded = f"{reason.message} Nothing can be deployed until that is mended."
    return database, StandIn(reason, folder)


def _copy(file: Path, copy: Path) -> Database:
    """Open a copy of a database, its write-ahead log included; an empty one where it cannot be read."""
    for suffix in ("", "-wal"):
        with contextlib.suppress(OSError):
            shutil.copyfile(file.with_name(file.name + suffix), copy.with_name(copy.name + suffix))
    try:
        return Database(copy)
    except MotiadError:  # a newer schema
        return Database(copy.with_name(f"empty-{copy.name}"))
