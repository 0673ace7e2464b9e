"""Terminal colours in text: SGR sequences to runs of style; every other control sequence is dropped."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_SEQUENCE = re.compile(r"\x1b\[([0-9;:]*)m|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[@-Z\\-_]|[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Style(NamedTuple):
    """How a run of text looks; `color` is 0-7, or 8-15 for the bright ones."""

    color: int | None = None
    bold: bool = False
    faint: bool = False


PLAIN = Style()


def visible(text: str) -> str:
    """Return the text of one line without what only a terminal sees."""
    return text if text.isprintable() else _SEQUENCE.sub("", text)


def runs(text: str) -> Iterator[tuple[str, Style]]:
    """Yield the visible text of one line with its style; colours do not reach over the end of a line."""
    style, start = PLAIN, 0
    for found in _SEQUENCE.finditer(text):
        if found.start() > start:
            yield text[start : found.start()], style
        start = found.end()
        if found.group(1) is not None:
            style = _after(style, found.group(1))
    if start < len(text):
        yield text[start:], style


def _after(style: Style, parameters: str) -> Style:
    codes = [int(part) if part else 0 for part in re.split("[;:]", parameters)] if parameters else [0]
    while codes:
        code = codes.pop(0)
        if code == 0:
            style = PLAIN
        elif code in (1, 2):
            style = style._replace(bold=code == 1, faint=code == 2)
        elif code == 22:
            style = style._replace(bold=False, faint=False)
        elif 30 <= code <= 37:
            style = style._replace(color=code - 30)
        elif 90 <= code <= 97:
            style = style._replace(color=code - 90 + 8)
        elif code == 39:
            style = style._replace(color=None)
        elif code in (38, 48):  # 256 colours and true colour: only the first sixteen have a place in the theme
            if codes[:1] == [5]:
                if code == 38 and len(codes) > 1 and codes[1] < 16:
                    style = style._replace(color=codes[1])
                del codes[:2]
            elif codes[:1] == [2]:
                del codes[:4]
    return style
