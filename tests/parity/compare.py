"""Compares two build outputs and names every difference: `python tests/parity/compare.py OFFICIAL_DIR OURS_DIR`.

Exit code 0 when they differ only in ways that are meant (listed in `MEANT`, printed with `--meant`), 1 otherwise.
"""

import argparse
import ast
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MEANT = {
    "filePath": "the two builds lie in different folders: only the path below the project can be the same",
    "middleware": "functions are no JSON: upstream writes [null] for each, we leave them out",
    "order": "objects and zips have no order that matters: ours are sorted, upstream's follow its file search",
    "folders": "upstream's Python zips have entries for folders; unpacking makes them anyway",
    "duplicates": "upstream's router zips hold router.py, and files several steps include, more than once",
    ".lock": "a lock file of uv's, of no use in a bundle",
    "bin/": "scripts that start with this machine's Python path; their lines are gone from RECORD as well",
    "uv_cache.json, direct_url.json": "they tell where and when a local package was found, also in RECORD",
    "router code": "a router is compared by what it exports, not by its text",
    "__init__.py with code": "upstream takes only the one in a module's own folder; the ones above run as well",
}


def differences(official: Path, ours: Path) -> Iterator[str]:
    """Yield every difference that is not meant."""
    theirs_manifest, our_manifest = _manifest(official), _manifest(ours)
    yield from _values("motia.steps.json", theirs_manifest, our_manifest)
    theirs, mine = _zips(official), _zips(ours)
    yield from (f"{name}: only the official build has it" for name in sorted(theirs - mine))
    yield from (f"{name}: only our build has it" for name in sorted(mine - theirs))
    for name in sorted(theirs & mine):
        yield from _entries(name, official / name, ours / name)


def _manifest(folder: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((folder / "motia.steps.json").read_text("utf-8"))
    for step in manifest["steps"].values():
        entry = step["entrypointPath"].rpartition(".")[0]
        path = step.pop("filePath")
        step["filePath"] = path[path.rfind(entry) :] if Path(path).is_absolute() else f"not absolute: {path}"
        if all(item is None for item in step["config"].get("middleware", [None])):
            step["config"].pop("middleware", None)
    return manifest


def _values(place: str, theirs: Any, mine: Any) -> Iterator[str]:
    if isinstance(theirs, dict) and isinstance(mine, dict):
        for key in sorted(theirs.keys() | mine.keys()):
            inner = f"{place} > {key}"
            if key not in mine:
                yield f"{inner}: only the official build has it"
            elif key not in theirs:
                yield f"{inner}: only our build has it"
            else:
                yield from _values(inner, theirs[key], mine[key])
    elif theirs != mine:
        yield f"{place}: official {json.dumps(theirs)[:200]}, ours {json.dumps(mine)[:200]}"


def _zips(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.zip")}


def _entries(name: str, official: Path, ours: Path) -> Iterator[str]:
    theirs, mine = _contents(official), _contents(ours)
    for entry in sorted(theirs.keys() - mine.keys()):
        if entry != ".lock" and not _is_local(entry):
            yield f"{name} > {entry}: only the official build has it"
    for entry in sorted(mine.keys() - theirs.keys()):
        if not (entry.endswith("/__init__.py") and mine[entry].strip()):
            yield f"{name} > {entry}: only our build has it"
    for entry in sorted(theirs.keys() & mine.keys()):
        if name.startswith("router-") and entry in ("router.js", "router.py", "router.js.map"):
            continue
        same = _without_scripts(entry, theirs[entry]) == _without_scripts(entry, mine[entry])
        if not same:
            yield f"{name} > {entry}: the contents differ ({len(theirs[entry])} and {len(mine[entry])} bytes)"
    if name == "router-python.zip":
        yield from _values(f"{name} exports", _python_routes(theirs["router.py"]), _python_routes(mine["router.py"]))
    if name == "router-node.zip":
        yield from _values(f"{name} exports", _node_routes(theirs["router.js"]), _node_routes(mine["router.js"]))


def _contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}


def _without_scripts(entry: str, content: bytes) -> list[bytes] | bytes:
    if not entry.endswith(".dist-info/RECORD"):
        return content
    return sorted(line for line in content.splitlines() if not _is_local(line.partition(b",")[0].decode()))


def _is_local(entry: str) -> bool:
    """Tell whether an installed file is among those that say something about the machine it was made on."""
    return entry.startswith(("bin/", "../bin/", "../../bin/")) or entry.endswith(
        (".dist-info/uv_cache.json", ".dist-info/direct_url.json")
    )


def _python_routes(source: bytes) -> dict[str, Any]:
    routes: dict[str, Any] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Dict):
            for key, value in zip(node.value.keys, node.value.values, strict=True):
                assert isinstance(key, ast.Constant)
                assert isinstance(value, ast.Call)
                routes[key.value] = [argument.value for argument in value.args if isinstance(argument, ast.Constant)]
    return routes


def _node_routes(source: bytes) -> dict[str, Any]:
    script = """
      const source = require('node:fs').readFileSync(0, 'utf8')
      const module = { exports: {} }
      new Function('module', 'exports', 'require', source)(module, module.exports, require)
      const routes = Object.entries(module.exports.routerPaths).map(([key, route]) =>
        [key, { name: route.stepName, handler: typeof route.handler, config: route.config.name }])
      console.log(JSON.stringify(Object.fromEntries(routes)))
    """
    ended = subprocess.run(["node", "-e", script], input=source, capture_output=True, check=True, timeout=60)
    routes: dict[str, Any] = json.loads(ended.stdout)
    return routes


def main() -> int:
    """Print the differences."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("official", type=Path)
    parser.add_argument("ours", type=Path)
    parser.add_argument("--meant", action="store_true", help="print the differences that are meant, with their reasons")
    arguments = parser.parse_args()
    found = list(differences(arguments.official, arguments.ours))
    print("\n".join(found) or "no differences")
    if arguments.meant:
        print("\n".join(f"meant: {name}: {reason}" for name, reason in MEANT.items()))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
