"""What a person asked to have deployed."""

import json
from dataclasses import dataclass, field
from pathlib import Path

LOCAL = "local"
MOTIA = "motia"


@dataclass(frozen=True)
class Recipe:
    """Everything about an order that may be remembered: no key, no values."""

    project: Path
    cloud: str
    """`local`, `motia` or a URL."""
    environment: str = ""
    environment_is_id: bool = False
    env_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Order:
    """A recipe with what it takes to carry it out."""

    recipe: Recipe
    version: str
    envs: dict[str, str] = field(default_factory=dict, repr=False)
    api_key: str | None = field(default=None, repr=False)
    """A key that was typed; without one the keyring's is used."""


def project_name(folder: Path) -> str:
    """Return what a project calls itself: the name in its package.json, or its folder's name."""
    try:
        name = json.loads((folder / "package.json").read_text(encoding="utf-8"))["name"]
    except (OSError, ValueError, KeyError, TypeError):
        name = None
    return name if isinstance(name, str) and name.strip() else folder.name
