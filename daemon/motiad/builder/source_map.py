"""Names sources in a source map as the official build does, wherever our own output folder lies."""

import json
import os
import re
from functools import lru_cache
from pathlib import Path

_SOURCES = re.compile(rb'"sources": (\[[^\]]*\])')


def relocate(source_map: bytes, written: Path, shown: Path) -> bytes:
    """Return a map of esbuild's with `sources` relative to `shown` instead of `written` (both folders, absolute).

    Only that list is touched: a map carries whole sources, and reading it as JSON would take longer than bundling.
    """
    match = _SOURCES.search(source_map, 0, 1 << 20)
    if match is None:
        return source_map
    try:
        sources = json.loads(match[1])
    except ValueError:
        return source_map
    moved = [_moved(written, shown, source) for source in sources]
    return source_map[: match.start(1)] + json.dumps(moved, ensure_ascii=False).encode() + source_map[match.end(1) :]


@lru_cache(4096)  # steps of one folder name the same sources
def _moved(written: Path, shown: Path, source: str) -> str:
    return os.path.relpath(written / source, shown).replace(os.sep, "/")
