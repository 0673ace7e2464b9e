"""Where files live (`interfaces.md`, "Files")."""

import os
import stat
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError


@dataclass(frozen=True)
class Paths:
    """The folders of one installation; one base-dir has one daemon."""

    run: Path
    state: Path
    cache: Path
    log: Path
    config: Path
    base: Path | None = None
    """The one folder everything is under, if there is one."""

    @classmethod
    def under(cls, base: Path | None) -> "Paths":
        """Return the folders below `base`, or the platform's own when there is none.

        Where a user has no home to write to, as in many containers, everything goes to a folder of theirs among the
        temporary files. Raises `MotiadError` (USAGE) where that does not work either.
        """
        if base is not None:
            return cls(base / "run", base / "state", base / "cache", base / "log", base, base)
        own = cls._platforms()
        if own is None or not (_writable(own.state) and _writable(own.cache)):
            return cls.under(_temporary())
        return own

    @classmethod
    def _platforms(cls) -> "Paths | None":
        dirs = platformdirs.PlatformDirs("motiad", appauthor=False)
        try:
            return cls(
                Path(dirs.user_state_dir) / "run",  # not the runtime dir: a cron job or a container has none
                Path(dirs.user_state_dir),
                Path(dirs.user_cache_dir),
                Path(dirs.user_log_dir),
                Path(dirs.user_config_dir),
            )
        except RuntimeError:  # neither HOME nor an entry among the users
            return None

    def arguments(self) -> list[str]:
        """Return the command-line arguments that make another motiad use the same folders."""
        return ["--base-dir", str(self.base)] if self.base else []

    @property
    def runtime_file(self) -> Path:
        """Address and owner's token of the running daemon."""
        return self.run / "daemon.json"

    @property
    def lock_file(self) -> Path:
        """Held by the daemon while it runs."""
        return self.run / "daemon.lock"

    @property
    def store_file(self) -> Path:
        """The SQLite database."""
        return self.state / "motiad.sqlite3"

    @property
    def secrets(self) -> Path:
        """Sealed secrets of deployments under way; their keys are in the keyring."""
        return self.state / "secrets"

    @property
    def builds(self) -> Path:
        """One folder of bundles a deployment."""
        return self.cache / "builds"

    @property
    def local_cloud(self) -> Path:
        """What the embedded local cloud keeps."""
        return self.state / "local-cloud"

    @property
    def log_file(self) -> Path:
        """The daemon's own log."""
        return self.log / "motiad.log"

    @property
    def config_file(self) -> Path:
        """The configuration a person writes."""
        return self.config / "config.toml"


def _writable(folder: Path) -> bool:
    """Return whether a folder could be made and written to, without trying."""
    there = next((place for place in (folder, *folder.parents) if place.exists()), folder)
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def _temporary() -> Path:
    """Return this user's folder among the temporary files, made for nobody else; its name is always the same."""
    try:
        folder = Path(tempfile.gettempdir()) / f"motiad-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.lstat()
    except OSError:
        raise MotiadError(
            ErrorCode.USAGE,
            "There is no folder to write to: neither a home nor one for temporary files.",
            hint="Name one with --base-dir, or in MOTIAD_BASE_DIR.",
        ) from None
    if not stat.S_ISDIR(status.st_mode) or (hasattr(os, "getuid") and status.st_uid != os.getuid()):
        raise MotiadError(
            ErrorCode.USAGE,
            f"{folder} is somebody else's.",
            hint="Name a folder of your own with --base-dir, or in MOTIAD_BASE_DIR.",
        )
    folder.chmod(0o700)
    return folder


def program(name: str = "motiad") -> list[str]:
    """Return how to start `motiad`, or another of our programs, beside this one: a bundle has a file for each."""
    if getattr(sys, "frozen", False):
        own = Path(sys.executable)
        return [str(own.with_name(name + own.suffix))]
    return [sys.executable, "-m", name.replace("-", "_")]


def resource(name: str) -> Path:
    """Return a folder of `resources/`: inside the wheel, or beside the source in a development checkout."""
    package = Path(__file__).parent
    shipped = package / "resources" / name
    return shipped if shipped.exists() else package.parent.parent / "resources" / name


def base_dir(flag: Path | None, environ: Mapping[str, str] = os.environ) -> Path | None:
    """Return the folder named by `--base-dir` or `MOTIAD_BASE_DIR`; None means the platform's own ones."""
    chosen = flag or environ.get("MOTIAD_BASE_DIR")
    return Path(chosen).expanduser().absolute() if chosen else None
