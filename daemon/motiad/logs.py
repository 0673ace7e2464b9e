"""The daemon's own log: a rotating file, and the terminal when there is one to write to."""

import logging
from logging.handlers import RotatingFileHandler

from motiad.paths import Paths

MAX_BYTES = 5 * 1024 * 1024
KEPT_FILES = 3
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def set_up(paths: Paths, level: str) -> logging.Handler:
    """Log to `log/motiad.log`; returns the handler for `take_down`."""
    paths.log.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = RotatingFileHandler(paths.log_file, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8")
    handler.setFormatter(logging.Formatter(_FORMAT))
    root = logging.getLogger("motiad")
    root.setLevel(level)
    root.addHandler(handler)
    return handler


def take_down(handler: logging.Handler) -> None:
    """Stop logging to a handler that `set_up` returned."""
    logging.getLogger("motiad").removeHandler(handler)
    handler.close()
