"""Which lines of a log are wanted: of one phase or all, from some level on."""

import re
from enum import IntEnum
from typing import NamedTuple

from motia_desktop.widgets.ansi import visible
from motiad.contract.deployment import Phase


class Level(IntEnum):
    """How bad a line sounds."""

    ALL = 0
    WARNINGS = 1
    ERRORS = 2


# Tools agree on no level: a line is what it says it is, wherever in it that stands ("0 errors" says it is none).
_ERROR = re.compile(
    r"(?<!\b0 )(?<!\bno )\b(?:\w*error|errors|failed|failure|fatal|panic|exception)\b|[✗✘✖]", re.IGNORECASE
)
_WARNING = re.compile(r"(?<!\b0 )(?<!\bno )\b(?:warn|warning|warnings|deprecated)\b|⚠", re.IGNORECASE)


def level_of(text: str) -> Level:
    """Return the level of a line by its words and signs."""
    text = visible(text)
    if _ERROR.search(text):
        return Level.ERRORS
    return Level.WARNINGS if _WARNING.search(text) else Level.ALL


class LogFilter(NamedTuple):
    """What a person wants to see."""

    phase: Phase | None = None
    level: Level = Level.ALL

    @property
    def everything(self) -> bool:
        """Whether no line is left out."""
        return self == LogFilter()

    def wants(self, phase: Phase, text: str) -> bool:
        """Whether a line is one of those."""
        if self.phase is not None and phase != self.phase:
            return False
        return self.level is Level.ALL or level_of(text) >= self.level
