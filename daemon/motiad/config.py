"""Settings: a flag, the environment, `config.toml`, the default; the first that is there wins (`interfaces.md`)."""

import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError
from motiad.paths import Paths

DEFAULT_PORT = 3000
MOTIA_CLOUD_PAGE = "https://motia.cloud"

HostName = Annotated[str, StringConstraints(to_lower=True, pattern=r"^(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])$")]
"""A host as the Host header names it, without a port; an IPv6 address in brackets."""


PREFIX = "MOTIAD_"


class Settings(BaseModel):
    """What a person can set; environment variables are `MOTIAD_<NAME>`, `config.toml` uses the names as they are."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    project: Path | None = None
    port: int = Field(DEFAULT_PORT, ge=0, le=65535)
    cloud: str = "motia"
    """`local`, `motia` or the URL of an API that speaks as Motia Cloud does."""
    strict_port: bool = False
    allow_remote: bool = False
    allowed_origins: tuple[str, ...] = (MOTIA_CLOUD_PAGE,)
    """Pages besides those on loopback that may talk to the daemon; exact origins."""
    allowed_hosts: tuple[HostName, ...] = ()
    """Names besides loopback under which the daemon may be reached; with `allow_remote` this machine's own."""
    starts_per_minute: int = Field(60, ge=1, le=1_000_000)
    """Deployments that may be started within a minute, by pages and by programs each."""
    local_cloud_delay: float = Field(0.15, ge=0, le=60)
    """Seconds the embedded local cloud takes for each change of a resource."""
    keep_deployments: int = Field(500, ge=1, le=100_000)
    keep_days: float = Field(30, ge=1, le=3650)
    """Deployments that have ended are kept until there are that many newer ones, or for that long."""
    keep_log_megabytes: int = Field(200, ge=1, le=100_000)
    """Log lines of all deployments; beyond that the oldest deployments' logs go first."""
    keep_cache_megabytes: int = Field(4096, ge=0, le=1_000_000)
    """Packages that builds installed, and the local cloud's bundles, each."""
    idle_seconds: float = Field(15 * 60, gt=0, le=30 * 24 * 3600)
    """After this long without work and watchers, a daemon that a program started for itself ends (rule 1)."""
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")


def load(paths: Paths, flags: Mapping[str, Any], environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; flags that are None were not given. Raises `MotiadError` (USAGE) naming what is wrong.

    Not pydantic-settings: to import it takes a sixth of the time in which the daemon has to be ready.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        return Settings.model_validate({**_from_file(paths.config_file), **_from(environ), **given})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise MotiadError(
            ErrorCode.USAGE,
            f"The setting {name!r} is not valid: {first['msg']}.",
            hint=f"It comes from a flag, the environment variable {PREFIX}{name.upper()} or {paths.config_file}.",
        ) from None


def _from_file(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise MotiadError(
            ErrorCode.USAGE, f"{file} cannot be read: {error}.", hint="Correct the file, or remove it."
        ) from None


def _from(environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings among the environment variables; lists are JSON."""
    found: dict[str, Any] = {}
    for name, field in Settings.model_fields.items():
        text = environ.get(f"{PREFIX}{name.upper()}")
        if text:
            found[name] = _list(text) if isinstance(field.default, tuple) else text
    return found


def _list(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text  # no list: the model says so
