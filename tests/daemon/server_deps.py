"""What a server needs besides its scheduler, store and hub."""

from collections.abc import Collection
from pathlib import Path
from typing import Any, Literal

from motiad.contract.check import MissingVariable, ProjectCheck
from motiad.contract.cloud import CloudUrls
from motiad.server import CurrentProject, ServerDeps


async def _in_memory() -> Literal["memory"]:
    return "memory"


async def _local_cloud() -> CloudUrls:
    return CloudUrls(url="http://127.0.0.1:4000", ws_url="ws://127.0.0.1:4000")


async def _check(folder: Path, env_names: Collection[str]) -> ProjectCheck:
    """Every project reads the variables A and B."""
    read = [MissingVariable(name=name, place="src/a.step.ts:1") for name in ("A", "B") if name not in env_names]
    return ProjectCheck(path=str(folder), complete=True, missing=tuple(read))


def server_deps(**given: Any) -> ServerDeps:
    """Return everything a server needs; what lies beyond this process is played."""
    played = {
        "secrets_kind": _in_memory,
        "project": CurrentProject(),
        "cloud": "motia",
        "version": "0.1.0",
        "start_local_cloud": _local_cloud,
        "check_project": _check,
    }
    return ServerDeps(**(played | given))
