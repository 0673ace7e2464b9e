"""One file for whoever helps: versions, what the doctor says, the last log lines, the list of deployments; redacted."""

import asyncio
import errno
import json
import platform
import re
import sys
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import PySide6
from PySide6.QtCore import qVersion

from motia_desktop import __version__
from motia_desktop.backend.child import run_child
from motiad.contract.codes import ErrorCode
from motiad.contract.deployment import DeploymentData
from motiad.contract.http import HealthResponse
from motiad.errors import MotiadError
from motiad.paths import Paths
from motiad.secrets import make_value_redactor

LINES = 2000
"""Of each log file, the last ones."""
_LOG_BYTES = 1_000_000
DOCTOR_SECONDS = 30.0

_NAMED = re.compile(
    r"(?i)((?:authorization|bearer|token|secret|passw(?:or)?d|api[_-]?key|credential)[\"']?\s*[:= ]\s*[\"']?)"
    r"(?:bearer\s+)?[^\s\"',;&]{6,}"
)
"""What looks like a secret, whatever it is: nobody here knows those of other programs."""


class SupportBundle:
    """Gathers, redacts and writes; what goes in passes the one redactor, there is no other way in."""

    def __init__(self, paths: Paths, secrets: Iterable[str]) -> None:
        """`secrets`: every secret value the program knows, none of which may be in the file."""
        self._paths = paths
        self._redact_values = make_value_redactor(secrets)

    async def write(
        self, target: Path, deployments: Sequence[DeploymentData], health: HealthResponse | None
    ) -> list[str]:
        """Write the file; returns the names of what is in it. Raises `MotiadError` where it cannot be written."""
        entries = {
            "versions.json": _pretty(self._versions(health)),
            "doctor.json": await self._doctor(),
            "deployments.json": _pretty([_told(data) for data in deployments]),
        }
        for file in ("motiad.log", "motiad.start.log", "motia-desktop.log"):
            entries[file] = await asyncio.to_thread(_last_lines, self._paths.log / file)
        kept = {name: self.redacted(text) for name, text in entries.items() if text}
        try:
            await asyncio.to_thread(_write, target, kept)
        except OSError as error:
            raise MotiadError(
                ErrorCode.STORAGE_FULL if error.errno == errno.ENOSPC else ErrorCode.USAGE,
                f"{target} cannot be written: {error.strerror or error}.",
                hint="Choose another folder, then try again.",
            ) from None
        return sorted(kept)

    def redacted(self, text: str) -> str:
        """Return text without any secret, and without the name of the person's home folder."""
        plain = _NAMED.sub(r"\1•••", self._redact_values(text))
        home = str(Path.home())
        return plain.replace(home, "~") if len(home) > 1 else plain

    def _versions(self, health: HealthResponse | None) -> dict[str, Any]:
        return {
            "motia-desktop": __version__,
            "motiad": health.wire() if health else None,
            "python": sys.version,
            "qt": qVersion(),
            "pyside6": PySide6.__version__,
            "system": platform.platform(),
            "base": str(self._paths.state),
        }

    async def _doctor(self) -> str:
        arguments = ["-m", "motiad", *self._paths.arguments(), "doctor", "--json"]
        ended = await run_child(sys.executable, arguments, seconds=DOCTOR_SECONDS)
        return ended.output or f"motiad doctor ended with {ended.code}\n{ended.errors}"


def _told(data: DeploymentData) -> dict[str, Any]:
    """Return a deployment for the list: no rows, no logs, no outputs."""
    left_out = {"build", "upload", "build_logs", "upload_logs", "deploy_logs", "outputs", "resources", "deployment_url"}
    return data.model_dump(mode="json", exclude=left_out, exclude_none=True)


def _pretty(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _last_lines(file: Path) -> str:
    try:
        with file.open("rb") as log:
            log.seek(max(file.stat().st_size - _LOG_BYTES, 0))
            text = log.read().decode("utf-8", "replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-LINES:])


def _write(target: Path, entries: dict[str, str]) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, text in entries.items():
            bundle.writestr(name, text)
