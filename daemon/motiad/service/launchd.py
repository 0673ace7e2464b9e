"""A launchd agent (launchd.plist(5), launchctl(1))."""

import os
import plistlib
import re
from collections.abc import Mapping
from pathlib import Path

from motiad.contract.service import ServiceStatus
from motiad.paths import Paths, program
from motiad.service.command import ask, tell

LABEL = "cloud.motia.motiad"


class Launchd:
    """motiad as an agent of the user's launchd."""

    def __init__(self, paths: Paths, environ: Mapping[str, str]) -> None:
        self._paths = paths
        self._environ = environ
        self.file = Path(environ.get("HOME", "~")).expanduser() / "Library" / "LaunchAgents" / f"{LABEL}.plist"
        self._domain = f"gui/{os.getuid()}" if hasattr(os, "getuid") else "gui"

    def text(self) -> bytes:
        """Return the property list; builds find Node and uv on the PATH of whoever installs it."""
        said = str(self._paths.log / "motiad.service.log")
        return plistlib.dumps(
            {
                "Label": LABEL,
                "ProgramArguments": [*program(), *self._paths.arguments(), "serve"],
                "EnvironmentVariables": {"PATH": self._environ.get("PATH", "")},
                "RunAtLoad": True,
                "KeepAlive": {"SuccessfulExit": False},
                "ThrottleInterval": 10,
                "ExitTimeOut": 60,
                "ProcessType": "Background",
                "Umask": 0o077,
                "WorkingDirectory": str(self._paths.log),
                "StandardOutPath": said,
                "StandardErrorPath": said,
            }
        )

    def install(self) -> None:
        """Write the property list, and load it anew."""
        self._paths.log.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.file.parent.mkdir(parents=True, exist_ok=True)
        ask(["launchctl", "bootout", f"{self._domain}/{LABEL}"], self._environ)
        self.file.write_bytes(self.text())
        hint = f"{self._paths.log / 'motiad.service.log'} shows what motiad said."
        tell(["launchctl", "bootstrap", self._domain, str(self.file)], self._environ, hint=hint)

    def status(self) -> ServiceStatus:
        """Return what launchd says about the agent."""
        ended = ask(["launchctl", "print", f"{self._domain}/{LABEL}"], self._environ)
        state = re.search(r"^\s*state = (.+)$", ended.stdout, re.MULTILINE)
        pid = re.search(r"^\s*pid = (\d+)$", ended.stdout, re.MULTILINE)
        return ServiceStatus(
            manager="launchd",
            file=str(self.file),
            installed=self.file.exists(),
            enabled=ended.returncode == 0,
            running=pid is not None,
            state=state[1].strip() if state else "not loaded",
            pid=int(pid[1]) if pid else None,
        )

    def uninstall(self) -> None:
        """Unload the agent, and remove its property list."""
        if not self.file.exists():
            return
        ask(["launchctl", "bootout", f"{self._domain}/{LABEL}"], self._environ)
        self.file.unlink(missing_ok=True)
