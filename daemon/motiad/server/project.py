"""Which folder the documented start request deploys; only the owner may choose it (rule 8)."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError


class CurrentProject:
    """The chosen folder; `changed` hears of every new choice."""

    def __init__(self, path: Path | None = None, changed: Callable[[Path], None] | None = None) -> None:
        self._path = path
        self._changed = changed

    @property
    def path(self) -> Path | None:
        """The folder, or None while none is chosen."""
        return self._path

    async def choose(self, text: str) -> None:
        """Take another folder. Raises `MotiadError` (INVALID_REQUEST) when it is none."""
        self._path = await existing_folder(text, "path")
        if self._changed is not None:
            self._changed(self._path)


async def existing_folder(text: str, field: str) -> Path:
    """Return an absolute path to a folder that exists. Raises INVALID_REQUEST naming the body's field."""
    folder = await asyncio.to_thread(_resolve, text)
    if folder is None:
        raise MotiadError(
            ErrorCode.INVALID_REQUEST,
            f"{field} must be the absolute path of a folder that exists.",
            details={"field": field},
        )
    return folder


def _resolve(text: str) -> Path | None:
    try:
        path = Path(text)
        return path.resolve(strict=True) if path.is_absolute() and path.is_dir() else None
    except (OSError, ValueError):  # too long, a NUL in it, no permission
        return None
