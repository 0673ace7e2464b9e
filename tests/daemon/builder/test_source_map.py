import json
from pathlib import Path

from motiad.builder.source_map import relocate


def test_names_sources_as_if_written_elsewhere() -> None:
    whole = {"version": 3, "sources": ["../../p/src/a.ts", "../../p/node_modules/z.js"], "sourcesContent": ["x]", "y"]}
    written = (
        json.dumps(whole, indent=2).replace("[\n    ", "[").replace(",\n    ", ", ").replace("\n  ]", "]").encode()
    )
    moved = json.loads(relocate(written, Path("/w/out"), Path("/p/dist/node/src")))
    assert moved["sources"] == ["../../../src/a.ts", "../../../node_modules/z.js"]
    assert moved["sourcesContent"] == ["x]", "y"]


def test_leaves_what_it_does_not_know() -> None:
    assert relocate(b"{}", Path("/a"), Path("/b")) == b"{}"
    assert relocate(b'{"sources": [broken]}', Path("/a"), Path("/b")) == b'{"sources": [broken]}'
