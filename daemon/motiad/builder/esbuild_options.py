"""Turns a project's esbuild options (`esbuild.config.json` or `.esbuildrc.json`) into command line flags."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError

FILES = ("esbuild.config.json", ".esbuildrc.json")

OURS = frozenset(
    (
        *("absWorkingDir", "allowOverwrite", "bundle", "color", "entryPoints"),
        *("logLevel", "logLimit", "logOverride"),
        *("metafile", "nodePaths", "outExtension", "outbase", "outdir", "outfile", "plugins", "preserveSymlinks"),
        *("assetNames", "chunkNames", "entryNames", "splitting", "stdin", "watch", "write"),
    )
)
"""Options that need the JavaScript API or decide where output goes: the layout of bundles is upstream's."""

_JOINED = frozenset(("conditions", "mainFields", "resolveExtensions", "target"))
"""Lists the command line takes as one comma-separated value; other lists repeat the flag."""


def read_options(project: Path) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the project's options and the names of those that are ignored. Blocks on file reading.

    Raises `MotiadError` (VALIDATION_FAILED) when the file is not a JSON object.
    """
    path = next((project / name for name in FILES if (project / name).is_file()), None)
    if path is None:
        return {}, ()
    try:
        options = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise _invalid(path, str(error)) from error
    if not isinstance(options, dict):
        raise _invalid(path, "it is not an object")
    kept = {name: value for name, value in options.items() if name not in OURS}
    return kept, tuple(sorted(set(options) - set(kept)))


def flags(options: dict[str, Any]) -> list[str]:
    """Return command line flags: `{"keepNames": true, "external": ["a"]}` -> `--keep-names --external:a`."""
    return [flag for name, value in options.items() for flag in _flags(name, value)]


def _flags(name: str, value: Any) -> Iterator[str]:
    flag = "--" + re.sub(r"[A-Z]", lambda letter: f"-{letter[0].lower()}", name)
    if value is None or (name == "sourcemap" and value is False):
        return
    if isinstance(value, bool):
        yield flag if value else f"{flag}=false"
    elif name == "tsconfigRaw":
        yield f"{flag}={value if isinstance(value, str) else json.dumps(value)}"
    elif isinstance(value, dict):
        yield from (f"{flag}:{key}={each}" for key, each in value.items())
    elif isinstance(value, list) and name in _JOINED:
        yield f"{flag}={','.join(map(str, value))}"
    elif isinstance(value, list):
        yield from (f"{flag}:{each}" for each in value)
    else:
        yield f"{flag}={value}"


def _invalid(path: Path, reason: str) -> MotiadError:
    return MotiadError(
        ErrorCode.VALIDATION_FAILED,
        f"{path.name} cannot be used: {reason}.",
        hint="It must be a JSON object of esbuild options.",
    )
