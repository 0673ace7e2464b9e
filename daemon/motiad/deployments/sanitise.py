"""Makes text from outside safe to keep and to show (`security-reliability.md`, section 1, last paragraph)."""

import re

_UNSAFE = re.compile(
    r"(?P<colour>\x1b\[[0-9;:]*m)"  # SGR: the one sequence that stays
    r"|\x1b\[[0-?]*[ -/]*[@-~]?"  # any other CSI: cursor, erase, modes
    r"|\x1b[P\]X^_][^\x07\x1b\x9c\n\r]*(?:\x07|\x1b\\|\x9c)?"  # DCS, OSC, SOS, PM, APC with what they carry
    r"|[\x90\x98\x9d\x9e\x9f][^\x07\x1b\x9c\n\r]*(?:\x07|\x1b\\|\x9c)?"  # the same as single C1 characters
    r"|\x9b[0-?]*[ -/]*[@-~]?"  # CSI as a C1 character
    r"|\x1b[ -/]*[0-~]?"  # two-character escapes, and a lone ESC
    r"|(?P<end>\r\n?)"
    r"|(?P<lone>[\ud800-\udfff])"  # half a surrogate pair: cannot be encoded, so it could be neither kept nor sent
    r"|[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f]"
)
_SGR = re.compile(r"\x1b\[[0-9;:]*m")
CUT = "…"
"""Stands where `one_line` left the rest of a text out."""


def sanitise(text: str) -> str:
    """Return `text` without control characters and terminal escapes; colours, tabs and line ends stay.

    A carriage return becomes a line end.
    """
    return _UNSAFE.sub(_kept, text)


def one_line(text: str, limit: int = 500) -> str:
    """Return `text` for a message: sanitised, without colours, on one line, at most `limit` characters."""
    plain = " ".join(_SGR.sub("", sanitise(text)).split())
    return plain if len(plain) <= limit else plain[: limit - 1] + CUT


def _kept(match: re.Match[str]) -> str:
    if match["colour"] is not None:
        return match["colour"]
    if match["end"] is not None:
        return "\n"
    return "\ufffd" if match["lone"] is not None else ""
