"""What happens to an exception nobody expected: it is logged without its message, and said; the window goes on."""

import asyncio
import logging
import sys
import traceback
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError

log = logging.getLogger("motia_desktop")


class CrashReporter:
    """Takes over `sys.excepthook` and the loop's exception handler."""

    def __init__(self, folder: Path) -> None:
        """`folder`: where the log file goes."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.file = folder / "motia-desktop.log"
        self._tell: Callable[[MotiadError], None] | None = None
        self._handler = RotatingFileHandler(self.file, maxBytes=1_000_000, backupCount=1, delay=True, encoding="utf-8")
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))

    def install(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin."""
        log.addHandler(self._handler)
        sys.excepthook = self._unhandled
        loop.set_exception_handler(self._failed)

    def remove(self) -> None:
        """Undo what `install` did to the process."""
        sys.excepthook = sys.__excepthook__
        log.removeHandler(self._handler)
        self._handler.close()

    def tell(self, tell: Callable[[MotiadError], None]) -> None:
        """Have a person told through `tell` from now on."""
        self._tell = tell

    def _unhandled(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        elif isinstance(error, MotiadError):
            self._say(error)
        else:
            self.report(error, trace)

    def _failed(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, MotiadError):
            self._say(error)
        elif isinstance(error, BaseException):
            self.report(error, error.__traceback__)
        else:
            log.error("%s", context.get("message"))

    def report(self, error: BaseException, trace: TracebackType | None) -> None:
        """Log where it happened and say that it did; an exception's text might quote a secret, so it is left out."""
        kind = type(error).__name__
        log.error("%s\n%s", kind, "".join(traceback.format_tb(trace)))
        self._say(
            MotiadError(
                ErrorCode.INTERNAL,
                f"Something went wrong inside Motia Desktop ({kind}).",
                hint=f"What you see may be incomplete. Details are in {self.file}.",
            )
        )

    def _say(self, error: MotiadError) -> None:
        if self._tell is not None:
            self._tell(error)
