"""A deployment's environment variables: names the cloud keeps for itself, and those steps read but nobody gives."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from motiad.builder.discovery import ROOTS, SKIPPED_FOLDERS
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError

RESERVED = frozenset(
    (
        *("_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV"),
        *("AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION"),
        *("AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME"),
        *("AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
        *("AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR"),
    )
)
"""What the cloud sets itself (`upstream-facts.md`, section 1)."""
_GIVEN = RESERVED | {"NODE_ENV", "PATH", "HOME", "TZ", "LANG", "PYTHONPATH"}
"""What is there in the cloud, or has a meaning where it is not."""
_SOURCES = frozenset((".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", ".cjs", ".py"))
_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_NODE = re.compile(
    rf"""\bprocess\??\.env(?:\??\.(?P<dotted>{_NAME})|(?:\?\.)?\[\s*["'](?P<quoted>{_NAME})["']\s*\])"""
    r"(?P<fallback>\s*(?:\?\?|\|\||===?|!==?|\?(?!\.)))?"
)
_PYTHON = re.compile(
    rf"""(?:\bos\.|\b)(?:environ\[\s*["'](?P<quoted>{_NAME})["']\s*\]|"""
    rf"""(?:getenv|environ\.get)\(\s*["'](?P<got>{_NAME})["']\s*(?P<fallback>,)?)"""
)


def check_names(envs: Iterable[str]) -> None:
    """Raise `MotiadError` (VALIDATION_FAILED) when a deployment sets what the cloud keeps for itself."""
    taken = sorted(RESERVED.intersection(envs))
    if taken:
        raise MotiadError(
            ErrorCode.VALIDATION_FAILED,
            f"The cloud sets {', '.join(taken)} itself: a deployment cannot.",
            hint="Give your variables other names.",
            details={"reserved": taken},
        )


def missing_names(project: Path, envs: Iterable[str]) -> Mapping[str, str]:
    """Return what the project's code reads, without a fallback, and a deployment lacks: name and first place.

    Told by the text of the sources in `src/` and `steps/`, so names put together at run time are not seen.
    Blocks on file reading.
    """
    given = _GIVEN.union(envs)
    places: dict[str, str] = {}
    optional: set[str] = set()
    for path in sorted(path for root in ROOTS for path in (project / root).rglob("*")):
        parts = path.relative_to(project).parts
        if path.suffix in _SOURCES and not SKIPPED_FOLDERS.intersection(parts) and path.is_file():
            _collect(path, "/".join(parts), places, optional)
    return {name: place for name, place in places.items() if name not in given | optional}


def missing_warning(missing: Mapping[str, str]) -> str | None:
    """Return the words about variables that a deployment lacks, or None."""
    if not missing:
        return None
    listed = ", ".join(f"{name} ({place})" for name, place in missing.items())
    return f"The steps read environment variables that this deployment does not set: {listed}"


def _collect(path: Path, name: str, places: dict[str, str], optional: set[str]) -> None:
    pattern = _PYTHON if path.suffix == ".py" else _NODE
    for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
        if line.lstrip().startswith(("//", "#", "*")):
            continue
        for match in pattern.finditer(line):
            variable = next(value for key, value in match.groupdict().items() if value and key != "fallback")
            if match["fallback"]:
                optional.add(variable)
            else:
                places.setdefault(variable, f"{name}:{number}")
