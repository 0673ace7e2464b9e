"""motiad as a service: a systemd user unit on Linux, a launchd agent on macOS."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from motiad.contract.codes import ErrorCode
from motiad.contract.service import ServiceStatus
from motiad.errors import MotiadError
from motiad.paths import Paths
from motiad.service.launchd import Launchd
from motiad.service.notify import ServiceManager
from motiad.service.systemd import Systemd

__all__ = ["Service", "ServiceManager", "service"]


class Service(Protocol):
    """motiad in the hands of a service manager; every method is bounded, and raises `MotiadError`."""

    file: Path

    def install(self) -> None:
        """Write, enable and start it; returns once it is ready."""
        ...

    def status(self) -> ServiceStatus:
        """Return what the manager says."""
        ...

    def uninstall(self) -> None:
        """Stop and disable it, and remove the file; no error when there is none."""
        ...


def service(paths: Paths, environ: Mapping[str, str], platform: str = sys.platform) -> Service:
    """Return motiad's service on this system. Raises `MotiadError` (DAEMON_UNAVAILABLE) where there can be none."""
    if platform == "darwin":
        return Launchd(paths, environ)
    if platform.startswith("linux"):
        return Systemd(paths, environ)
    raise MotiadError(
        ErrorCode.DAEMON_UNAVAILABLE,
        f"motiad installs no service on {platform}.",
        hint="It starts by itself when it is needed. To have it from login on, let the Task Scheduler run "
        "`motiad serve` at logon.",
    )
