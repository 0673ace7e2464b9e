"""Reads the errors and warnings esbuild prints."""

import re
from dataclasses import dataclass
from itertools import pairwise

from motiad.builder.problems import Problem

NATIVE_HINT = (
    "Native modules cannot be bundled: name the package under `external` in esbuild.config.json "
    "and bring its linux-x64 files with includeFiles, or use a package without native code."
)

_HEADER = re.compile(r"^\S+ \[(?P<kind>ERROR|WARNING)\] (?P<text>.*)$")
_PLACE = re.compile(r"^    (?P<file>\S.*):(?P<line>\d+):(?P<column>\d+):$")
_FRAME = re.compile(r"^      +\d* *[│╵|].*$")


@dataclass(frozen=True)
class Messages:
    """What one run said; a problem without a place has an empty `file`."""

    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def read_messages(stderr: str) -> Messages:
    """Return the messages of a run with `--color=false`."""
    errors: list[Problem] = []
    warnings: list[Problem] = []
    lines = stderr.splitlines()
    starts = [number for number, line in enumerate(lines) if _HEADER.match(line)]
    for start, end in pairwise([*starts, len(lines)]):
        header = _HEADER.match(lines[start])
        assert header
        problem = _problem(header["text"], lines[start + 1 : end])
        (errors if header["kind"] == "ERROR" else warnings).append(problem)
    return Messages(tuple(errors), tuple(warnings))


def _problem(text: str, body: list[str]) -> Problem:
    for number, line in enumerate(body):
        if place := _PLACE.match(line):
            frame = []
            for shown in body[number + 1 :]:
                if not _FRAME.match(shown):
                    break
                frame.append(shown[4:])
            hint = NATIVE_HINT if 'loader is configured for ".node"' in text else None
            # esbuild counts columns from 0; editors and people from 1.
            column = int(place["column"]) + 1
            return Problem(place["file"], text, int(place["line"]), column, "\n".join(frame) or None, hint)
    return Problem("", text)
