"""What was deployed how, so that it can be deployed again: never a key, never a variable's value on disk."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings

from motia_desktop.orders import Order, Recipe

MOST = 200
_KEY = "recipes"


class Recipes:
    """Recipes by deployment, the newest kept; the values of variables only as long as the window lives."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings
        self._recipes: dict[str, Recipe] = _read(settings.value(_KEY))
        self._envs: dict[str, dict[str, str]] = {}

    def remember(self, deployment_id: str, order: Order) -> None:
        """Keep how a deployment was made."""
        self._recipes.pop(deployment_id, None)
        self._recipes[deployment_id] = order.recipe
        self._envs[deployment_id] = order.envs
        for old in list(self._recipes)[:-MOST]:
            del self._recipes[old]
            self._envs.pop(old, None)
        self._settings.setValue(_KEY, json.dumps({key: _plain(recipe) for key, recipe in self._recipes.items()}))

    def recall(self, deployment_id: str) -> tuple[Recipe, Mapping[str, str]] | None:
        """Return how a deployment was made, and the values that are still known."""
        recipe = self._recipes.get(deployment_id)
        return None if recipe is None else (recipe, self._envs.get(deployment_id, {}))

    def newest_of(self, project: Path) -> tuple[Recipe, Mapping[str, str]] | None:
        """Return how a project was deployed last, as `recall` does."""
        ids = (key for key, recipe in reversed(self._recipes.items()) if recipe.project == project)
        last = next(ids, None)
        return None if last is None else self.recall(last)

    def values(self) -> list[str]:
        """Return every value of a variable that is known, for the redactor."""
        return [value for envs in self._envs.values() for value in envs.values()]

    def clouds(self) -> list[str]:
        """Return every cloud that was deployed to."""
        return list(dict.fromkeys(recipe.cloud for recipe in self._recipes.values()))

    def recent(self, most: int = 10) -> list[Path]:
        """Return the folders deployed last, the newest first; those that are gone are left out."""
        folders = dict.fromkeys(recipe.project for recipe in reversed(self._recipes.values()))
        return [folder for folder in folders if folder.is_dir()][:most]

    def newest(self) -> tuple[Recipe, Mapping[str, str]] | None:
        """Return how the last deployment was made, as `recall` does."""
        last = next(reversed(self._recipes), None)
        return None if last is None else self.recall(last)


def _plain(recipe: Recipe) -> dict[str, Any]:
    return {**vars(recipe), "project": str(recipe.project)}


def _read(text: object) -> dict[str, Recipe]:
    try:
        return {
            str(key): Recipe(
                project=Path(one["project"]),
                cloud=str(one["cloud"]),
                environment=str(one["environment"]),
                environment_is_id=bool(one["environment_is_id"]),
                env_names=tuple(str(name) for name in one["env_names"]),
            )
            for key, one in json.loads(str(text)).items()
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}
