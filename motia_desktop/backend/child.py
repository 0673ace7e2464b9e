"""Child processes under Qt's loop: started without a wait, read to their end, never longer than allowed."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QProcess


@dataclass(frozen=True)
class Ended:
    """How a child ended; `code` is None where it could not be started, was killed or took too long."""

    code: int | None
    output: str
    errors: str


async def run_child(program: str, arguments: Sequence[str], *, seconds: float, folder: Path | None = None) -> Ended:
    """Run a program to its end, in `folder`; it is killed after `seconds`, or when the caller is cancelled."""
    ended: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()

    def finished(code: int, status: QProcess.ExitStatus) -> None:
        if not ended.done():
            ended.set_result(code if status == QProcess.ExitStatus.NormalExit else None)

    def failed(error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and not ended.done():
            ended.set_result(None)

    child = QProcess()
    child.finished.connect(finished)
    child.errorOccurred.connect(failed)
    if folder is not None:
        child.setWorkingDirectory(str(folder))
    child.setStandardInputFile(QProcess.nullDevice())
    child.start(program, list(arguments))
    try:
        code = await asyncio.wait_for(ended, seconds)
    except TimeoutError:
        code = None
    finally:
        if child.state() != QProcess.ProcessState.NotRunning:
            child.kill()
            child.waitForFinished(1000)
    output = bytes(child.readAllStandardOutput().data()).decode(errors="replace")
    errors = bytes(child.readAllStandardError().data()).decode(errors="replace")
    return Ended(code, output, errors)
