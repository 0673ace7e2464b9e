"""What counts as a Motia project."""

from pathlib import Path

from motiad.builder.discovery import Found, discover
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError

_MARKERS = ("motia.config.ts", "motia.config.js", "package.json", "requirements.txt")


def is_project(folder: Path) -> bool:
    """Tell whether a folder can be deployed: it has steps. Blocks on file reading."""
    return folder.is_dir() and bool(discover(folder).steps)


def read_project(folder: Path) -> Found:
    """Return what a project holds. Blocks on file reading.

    Raises `MotiadError`: NOT_A_PROJECT for a folder with neither steps nor a sign of Motia, NO_STEPS without steps.
    """
    if not folder.is_dir():
        raise MotiadError(
            ErrorCode.NOT_A_PROJECT,
            f"{folder} is not a folder.",
            hint="Choose the folder that holds your project's package.json or requirements.txt.",
        )
    found = discover(folder)
    if found.steps:
        return found
    if any((folder / marker).is_file() for marker in _MARKERS):
        ignored = f" ({found.warnings[0]})" if found.warnings else ""
        raise MotiadError(
            ErrorCode.NO_STEPS,
            f"{folder} has no steps in src/ or steps/{ignored}.",
            hint="Steps are files named *.step.ts, *.step.js, *_step.ts, *_step.js or *_step.py.",
        )
    raise MotiadError(
        ErrorCode.NOT_A_PROJECT,
        f"{folder} is not a Motia project: it has no steps, no package.json and no requirements.txt.",
        hint="Choose the project's top folder, the one that holds src/ or steps/.",
    )
