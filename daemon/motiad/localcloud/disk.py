"""The data folder: `deployments/<id>/` with `deployment.json`, `motia.steps.json` and `bundles/`."""

import asyncio
import json
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any, ParamSpec, TypeVar

from .errors import LocalCloudError
from .record import Record

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")


class Disk:
    """All access to the data folder. Plain methods block: call them through `run`, which has threads of its own.

    One running cloud owns a folder: two would provision the same deployments.
    """

    def __init__(self, data: Path) -> None:
        self._data = data
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="localcloud-disk")
        self._lock: IO[bytes] | None = None

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a blocking function in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, lambda: function(*args, **kwargs))

    async def close(self) -> None:
        """Wait for what is being written, then give the folder free."""
        await asyncio.to_thread(self._threads.shutdown)
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def open(self) -> list[Record]:
        """Take the folder and read what is in it. Raises LocalCloudError where that is impossible."""
        try:
            self._deployments.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = (self._data / "lock").open("ab")
        except OSError as error:
            reason = error.strerror or error
            hint = "Give yourself room and write access there, or choose another data folder."
            raise LocalCloudError(f"The data folder {self._data} cannot be used: {reason}.", hint) from error
        try:
            _lock_file(self._lock)
        except OSError as error:
            hint = "End the program that uses it, or choose another data folder."
            raise LocalCloudError(f"Another local cloud uses the data folder {self._data}.", hint) from error
        return [record for folder in sorted(self._deployments.iterdir()) if (record := self._read(folder))]

    async def save(self, record: Record) -> None:
        """Write `deployment.json`, whole or not at all. Raises OSError."""
        text = record.model_dump_json(by_alias=True, indent=2)
        await self.run(_write, self._folder(record) / "deployment.json", text)

    async def save_steps(self, record: Record, steps: dict[str, Any]) -> None:
        """Keep the three objects of the start request, in the form the build writes them. Raises OSError."""
        await self.run(_write, self._folder(record) / "motia.steps.json", json.dumps(steps, indent=2))

    def incoming(self, record: Record) -> IO[bytes]:
        """A new file for a bundle on its way; `keep` it or `drop` it."""
        folder = self._folder(record) / "incoming"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False)

    def keep(self, record: Record, part: IO[bytes], name: str) -> None:
        """The bundle has arrived: move it to its place."""
        part.close()
        target = self.bundle(record, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        Path(part.name).replace(target)

    def drop(self, part: IO[bytes]) -> None:
        """The bundle has not arrived: forget what there is of it. After `keep` this does nothing."""
        part.close()
        Path(part.name).unlink(missing_ok=True)

    def bundle(self, record: Record, name: str) -> Path:
        """Where a bundle lies. `name` is an object name of `wire`, so it stays below the folder."""
        return self._folder(record) / "bundles" / name

    @property
    def _deployments(self) -> Path:
        return self._data / "deployments"

    def _folder(self, record: Record) -> Path:
        return self._deployments / record.deployment_id

    def _read(self, folder: Path) -> Record | None:
        try:
            record = Record.model_validate_json((folder / "deployment.json").read_bytes())
        except (OSError, ValueError):
            log.warning("No readable deployment.json in %s: left alone.", folder)
            return None
        if record.deployment_id != folder.name:
            log.warning("The deployment.json in %s is of another deployment: left alone.", folder)
            return None
        shutil.rmtree(folder / "incoming", ignore_errors=True)
        return record


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def _lock_file(file: IO[bytes]) -> None:
    """Lock for as long as the process lives. Raises OSError when another holds it."""
    if sys.platform == "win32":
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
