"""The folder that bundles go to."""

import json
from pathlib import Path

MANIFEST = "motia.steps.json"


def cleared(folder: Path) -> Path:
    """Make the folder and return its absolute path. Blocks on file system calls.

    What an earlier build left there is removed: only what its manifest names, for the folder may be anybody's.
    """
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    manifest = folder / MANIFEST
    try:
        before = json.loads(manifest.read_text("utf-8"))
        names = [*before["steps"], *before["routers"].values()]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return folder
    for name in names:
        path = (folder / str(name)).resolve()
        if path.is_relative_to(folder.resolve()) and path.suffix == ".zip":
            path.unlink(missing_ok=True)
    manifest.unlink()
    return folder
