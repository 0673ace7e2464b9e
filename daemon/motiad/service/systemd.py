"""A hardened systemd user unit (systemd.service(5), systemd.exec(5))."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from motiad.contract.codes import ErrorCode
from motiad.contract.service import ServiceStatus
from motiad.errors import MotiadError
from motiad.paths import Paths, program
from motiad.service.command import ask, tell

NAME = "motiad.service"
UNIT = """\
# Written by `motiad service install`; `motiad service uninstall` removes it.
[Unit]
Description=motiad: deploys Motia projects
StartLimitIntervalSec=60
StartLimitBurst=5

[Service]
Type=notify
NotifyAccess=main
ExecStart={command}
Environment={path}
Restart=on-failure
RestartSec=2
# Wrong settings, or another motiad here: trying again changes nothing.
RestartPreventExitStatus=2 6
TimeoutStartSec=60
TimeoutStopSec=60
WatchdogSec=60

# What is not here: MemoryDenyWriteExecute, because Node compiles while it runs, and a filter for addresses, because
# the cloud's change.
NoNewPrivileges=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
UMask=0077
{namespaces}
[Install]
WantedBy=default.target
"""
NAMESPACES = """\
# Needs user namespaces, which some kernels and containers refuse.
PrivateUsers=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths={writable}
ProtectProc=invisible
ProtectKernelModules=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
CapabilityBoundingSet=
AmbientCapabilities=
RestrictNamespaces=yes
KeyringMode=private
"""
REFUSED = range(200, 244)
"""Exit codes with which systemd could not set a process up (systemd.exec(5)), rather than the process itself."""
_ASKED = ("LoadState", "ActiveState", "SubState", "UnitFileState", "MainPID", "ExecMainStatus")


class Systemd:
    """motiad as a unit of the user's service manager."""

    def __init__(self, paths: Paths, environ: Mapping[str, str]) -> None:
        self._paths = paths
        self._environ = environ
        config = Path(environ.get("XDG_CONFIG_HOME") or Path(environ.get("HOME", "~")).expanduser() / ".config")
        self.file = config / "systemd" / "user" / NAME

    def text(self, *, namespaces: bool = True) -> str:
        """Return the unit; builds find Node and uv on the PATH of whoever installs it."""
        writable = (self._paths.state, self._paths.cache, self._paths.log, self._paths.run, self._uv_cache())
        sandbox = NAMESPACES.format(writable=" ".join(_quoted(str(folder)) for folder in dict.fromkeys(writable)))
        return UNIT.format(
            command=" ".join(
                _quoted(word.replace("$", "$$")) for word in [*program(), *self._paths.arguments(), "serve"]
            ),
            path=_quoted(f"PATH={self._environ.get('PATH', '')}"),
            namespaces=sandbox if namespaces else "",
        )

    def install(self) -> None:
        """Write, enable and start the unit; systemd answers once motiad is ready."""
        for folder in (self._paths.state, self._paths.cache, self._paths.log, self._paths.run):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._uv_cache().mkdir(parents=True, exist_ok=True)
        self.file.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._start(namespaces=True)
        except MotiadError:
            status = self._ask().get("ExecMainStatus", "")
            if not status.isdecimal() or int(status) not in REFUSED:
                raise
            self._start(namespaces=False)

    def _start(self, *, namespaces: bool) -> None:
        self.file.write_text(self.text(namespaces=namespaces), encoding="utf-8")
        self._manage("daemon-reload")
        self._manage("enable", NAME)
        self._manage("restart", NAME)

    def status(self) -> ServiceStatus:
        """Return what systemd says about the unit."""
        said = self._ask()
        pid = said.get("MainPID", "0")
        return ServiceStatus(
            manager="systemd",
            file=str(self.file),
            installed=said.get("LoadState") == "loaded",
            enabled=said.get("UnitFileState") == "enabled",
            running=said.get("ActiveState") == "active",
            state=f"{said.get('ActiveState', 'unknown')} ({said.get('SubState', 'unknown')})",
            pid=int(pid) if pid.isdecimal() and pid != "0" else None,
            sandbox=self._sandbox(),
        )

    def uninstall(self) -> None:
        """Stop and disable the unit, and remove its file."""
        if not self.file.exists():
            return
        self._manage("disable", "--now", NAME)
        self.file.unlink(missing_ok=True)
        self._manage("daemon-reload")

    def _manage(self, *words: str) -> None:
        hint = f"`journalctl --user --unit {NAME}` shows what motiad said; without a user's systemd run `motiad serve`."
        tell(["systemctl", "--user", *words], self._environ, hint=hint)

    def _ask(self) -> dict[str, str]:
        ended = ask(["systemctl", "--user", "show", NAME, f"--property={','.join(_ASKED)}"], self._environ)
        if ended.returncode == 0:
            return dict(line.partition("=")[::2] for line in ended.stdout.splitlines())
        raise MotiadError(
            ErrorCode.DAEMON_UNAVAILABLE,
            f"systemd does not answer: {' '.join(ended.stderr.split()) or 'no reason given'}",
            hint="A user's services need a session or `loginctl enable-linger`; in a container run `motiad serve`.",
        )

    def _sandbox(self) -> Literal["full", "reduced"] | None:
        try:
            return "full" if "\nProtectSystem=" in self.file.read_text("utf-8") else "reduced"
        except OSError:
            return None

    def _uv_cache(self) -> Path:
        """Return where uv keeps what it downloaded (its own rule)."""
        if own := self._environ.get("UV_CACHE_DIR"):
            return Path(own)
        home = self._environ.get("XDG_CACHE_HOME") or str(Path(self._environ.get("HOME", "~")).expanduser() / ".cache")
        return Path(home) / "uv"


def _quoted(word: str) -> str:
    """Return one word of a unit file: quoted, with `%` and backslashes standing for themselves."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("\n", "\\n")
    return f'"{escaped}"'
