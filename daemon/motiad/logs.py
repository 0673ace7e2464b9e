"""The daemon's own log: a rotating file, or the journal where systemd reads standard error."""

import logging
import os
import sys
from collections.abc import Mapping
from logging.handlers import RotatingFileHandler

from motiad.paths import Paths

MAX_BYTES = 5 * 1024 * 1024
KEPT_FILES = 3
_LINE = "%(levelname)s %(name)s: %(message)s"
_PRIORITIES = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3, logging.CRITICAL: 2}


class JournalFormatter(logging.Formatter):
    """Puts the priority before each line, as sd-daemon(3) has it; the journal knows the time by itself."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's lines."""
        prefix = f"<{_PRIORITIES.get(record.levelno, 6)}>"
        return "\n".join(prefix + line for line in super().format(record).splitlines())


def set_up(paths: Paths, level: str, environ: Mapping[str, str] = os.environ) -> logging.Handler:
    """Log to `log/motiad.log`, or to the journal; returns the handler for `take_down`."""
    handler: logging.Handler
    if to_journal(environ):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JournalFormatter(_LINE))
    else:
        paths.log.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = RotatingFileHandler(paths.log_file, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8")
        handler.setFormatter(logging.Formatter(f"%(asctime)s {_LINE}"))
    root = logging.getLogger("motiad")
    root.setLevel(level)
    root.addHandler(handler)
    return handler


def take_down(handler: logging.Handler) -> None:
    """Stop logging to a handler that `set_up` returned."""
    logging.getLogger("motiad").removeHandler(handler)
    handler.close()


def to_journal(environ: Mapping[str, str]) -> bool:
    """Return whether standard error is the journal's stream (systemd.exec(5), `$JOURNAL_STREAM`)."""
    try:
        status = os.fstat(2)
    except OSError:
        return False
    return environ.get("JOURNAL_STREAM") == f"{status.st_dev}:{status.st_ino}"
