"""What a build child may see of the daemon's environment (`security-reliability.md`, section 1, "Project files")."""

import re
from collections.abc import Mapping
from pathlib import Path

import dotenv

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError

ALLOWED = re.compile(
    r"PATH|HOME|USER|LANG|LC_.*|TE?MP.*|TZ|NODE_.*|npm_config_.*|UV_.*|PIP_.*|VIRTUAL_ENV"
    r"|MOTIA_PYTHON_VERSION|MOTIA_PLATFORM|MOTIA_ONLY_BINARY|.*_PROXY|.*_proxy|SSL_CERT_.*"
    r"|SYSTEMROOT|PATHEXT|COMSPEC|APPDATA|LOCALAPPDATA|USERPROFILE"  # without these nothing starts on Windows
)


def child_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the allow-listed part of `environ`."""
    return {name: value for name, value in environ.items() if ALLOWED.fullmatch(name)}


def config_environment(project: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment configs are read in: the allow-list, and the project's own `.env` as upstream has it.

    Blocks on file reading. Raises `MotiadError` (ENV_FILE_INVALID) when `.env` is not a readable text file.
    """
    own = project / ".env"
    allowed = child_environment(environ)
    if not own.is_file():
        return allowed
    try:
        values = dotenv.dotenv_values(own, interpolate=False, encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MotiadError(
            ErrorCode.ENV_FILE_INVALID,
            f"{own} cannot be read as UTF-8 text.",
            hint="Save the file as UTF-8, or remove it.",
        ) from error
    usable = {name: value or "" for name, value in values.items() if name and "\0" not in f"{name}{value}"}
    return {**usable, **allowed}
