"""Read a .env file the way its users mean it: `export`, comments, quotes, values over several lines, empty values."""

import io
from pathlib import Path

from dotenv.parser import parse_stream

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError


def read_env_file(path: Path) -> dict[str, str]:
    """Return the file's variables. Raises `MotiadError` (ENV_FILE_INVALID) naming file and line, never a value."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise MotiadError(
            ErrorCode.ENV_FILE_INVALID,
            f"The env file {path} cannot be read: {reason}.",
            hint="Check the path given with --env-file.",
        ) from None
    return parse_env(text, str(path))


def parse_env(text: str, source: str) -> dict[str, str]:
    """Return the variables of env file text; `source` names it in errors."""
    variables: dict[str, str] = {}
    for binding in parse_stream(io.StringIO(text)):
        if binding.error or (binding.key is not None and binding.value is None):
            raise MotiadError(
                ErrorCode.ENV_FILE_INVALID,
                f"{source}, line {binding.original.line}: this is not NAME=value.",
                hint="Write one NAME=value a line; put values with spaces or # into quotes.",
            )
        if binding.key is not None:
            variables[binding.key] = binding.value or ""
    return variables
