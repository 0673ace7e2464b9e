"""A version's name, suggested."""

import time
from pathlib import Path

from motia_desktop.backend.child import run_child


async def suggested_version(folder: Path) -> str:
    """Return git's short commit of a folder, or the time where there is no git or no commit."""
    commit = await run_child("git", ["rev-parse", "--short", "HEAD"], seconds=5, folder=folder)
    return (commit.output.strip() if commit.code == 0 else "") or time.strftime("%Y%m%d-%H%M%S")
