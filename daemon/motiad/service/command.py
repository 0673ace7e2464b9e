"""Running a service manager's command line."""

import subprocess
from collections.abc import Mapping, Sequence

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError

SECONDS = 90.0
"""A start waits until motiad is ready, a stop until it has ended in order."""


def ask(command: Sequence[str], environ: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, whatever its exit code. Raises `MotiadError` (DAEMON_UNAVAILABLE)."""
    without_key = {name: value for name, value in environ.items() if name != "MOTIA_API_KEY"}
    try:
        return subprocess.run(
            command, capture_output=True, text=True, timeout=SECONDS, env=without_key, stdin=subprocess.DEVNULL
        )
    except FileNotFoundError:
        raise MotiadError(
            ErrorCode.DAEMON_UNAVAILABLE,
            f"There is no {command[0]} here: this system's services are not {command[0]}'s.",
            hint="Let the service manager there is run `motiad serve`; in a container make it the main process.",
        ) from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MotiadError(
            ErrorCode.DAEMON_UNAVAILABLE,
            f"`{' '.join(command)}` did not end in order: {type(error).__name__}.",
            hint="Run it in a terminal to see why.",
        ) from None


def tell(command: Sequence[str], environ: Mapping[str, str], *, hint: str) -> None:
    """Run a command that has to succeed. Raises `MotiadError` (DAEMON_UNAVAILABLE) with what it said."""
    ended = ask(command, environ)
    if ended.returncode:
        said = " ".join((ended.stderr or ended.stdout).split())[-400:] or f"exit code {ended.returncode}"
        raise MotiadError(ErrorCode.DAEMON_UNAVAILABLE, f"`{' '.join(command)}` failed: {said}", hint=hint)
