import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal

from motia_desktop.crash import CrashReporter
from motia_desktop.tasks import Tasks
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError

pytestmark = pytest.mark.qt


class Button(QObject):
    clicked = Signal()


@pytest.fixture
async def reporter(tmp_path: Path) -> Iterator[tuple[CrashReporter, list[MotiadError]]]:
    told: list[MotiadError] = []
    reporter = CrashReporter(tmp_path)
    reporter.tell(told.append)
    reporter.install(asyncio.get_running_loop())
    yield reporter, told
    reporter.remove()
    assert sys.excepthook is sys.__excepthook__


async def test_a_bug_is_said_and_logged_without_its_words(
    reporter: tuple[CrashReporter, list[MotiadError]], until: Callable[..., Awaitable[None]]
) -> None:
    crashes, told = reporter
    tasks = Tasks(told.append)
    secret = "-".join(("sk", "secret"))

    async def broken() -> None:
        raise ValueError(secret)

    tasks.start(broken())
    await until(lambda: told)
    assert told[0].code == ErrorCode.INTERNAL
    assert "ValueError" in told[0].message
    log = crashes.file.read_text()
    assert "test_crash.py" in log
    assert secret not in log + told[0].message
    await tasks.close()


async def test_a_known_error_is_shown_as_it_is(reporter: tuple[CrashReporter, list[MotiadError]]) -> None:
    crashes, told = reporter
    error = MotiadError(ErrorCode.CLOUD_UNREACHABLE, "The cloud is away.")
    crashes._unhandled(MotiadError, error, None)
    assert told == [error]
    assert not crashes.file.exists()


async def test_tasks_end_with_the_program() -> None:
    errors: list[MotiadError] = []
    tasks = Tasks(errors.append)
    ended: list[str] = []

    async def wait() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append("cancelled")

    async def known() -> None:
        raise MotiadError(ErrorCode.CANCELLED, "x")

    tasks.start(wait())
    own: list[MotiadError] = []
    tasks.start(known(), own.append)
    await asyncio.sleep(0.05)
    await tasks.close()
    assert ended == ["cancelled"]
    assert errors == []
    assert len(own) == 1
