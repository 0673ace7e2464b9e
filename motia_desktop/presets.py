"""Sets of environment variables by project and environment: names in the settings, values in the keyring."""

import contextlib
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QSettings

from motia_desktop.saved_keys import SavedKeys
from motiad.errors import MotiadError

_KEY = "presets"
MOST = 200
"""Sets that are kept; the oldest goes first."""


class Presets:
    """What a person kept on purpose; a value is never in a file of ours."""

    def __init__(self, settings: QSettings, keys: SavedKeys) -> None:
        """`keys` has the door to the keyring."""
        self._settings = settings
        self._keys = keys
        self._names: dict[str, dict[str, list[str]]] = _read(settings.value(_KEY))

    @property
    def lasting(self) -> bool:
        """Whether values outlive the program: there is a keyring."""
        return self._keys.lasting

    def environments(self, project: Path) -> dict[str, list[str]]:
        """Return the names of the variables kept for each environment of a project."""
        return dict(self._names.get(str(project), {}))

    async def keep(self, project: Path, environment: str, variables: Mapping[str, str]) -> None:
        """Keep a set of variables, in place of the one of the same environment."""
        await self.forget(project, environment)
        vault = await self._keys.vault()
        for name, value in variables.items():
            await vault.set(_service(project, environment), name, value)
        self._names.setdefault(str(project), {})[environment] = list(variables)
        total = sum(map(len, self._names.values()))
        if total > MOST:
            oldest = next(iter(self._names))
            await self.forget(Path(oldest), next(iter(self._names[oldest])))
        self._write()

    async def recall(self, project: Path, environment: str) -> dict[str, str | None]:
        """Return a set's variables; None for a value that is gone. Raises `MotiadError` for a locked keyring."""
        vault = await self._keys.vault()
        names = self._names.get(str(project), {}).get(environment, [])
        return {name: await vault.get(_service(project, environment), name) for name in names}

    async def values(self) -> list[str]:
        """Return every value that is kept and can be read, for the redactor."""
        found: list[str] = []
        for project, sets in list(self._names.items()):
            for environment in list(sets):
                with contextlib.suppress(MotiadError):  # a locked keyring: then nobody here knows them
                    kept = await self.recall(Path(project), environment)
                    found += [value for value in kept.values() if value]
        return found

    async def forget(self, project: Path, environment: str) -> None:
        """Forget a set and its values; no error when there is none."""
        kept = self._names.get(str(project), {})
        names = kept.pop(environment, [])
        if not kept:
            self._names.pop(str(project), None)
        self._write()
        vault = await self._keys.vault()
        for name in names:
            await vault.delete(_service(project, environment), name)

    def _write(self) -> None:
        self._settings.setValue(_KEY, json.dumps(self._names))


def _service(project: Path, environment: str) -> str:
    """Return a service of the keyring that tells one set from every other, and names no folder."""
    digest = hashlib.sha256(f"{project}\0{environment}".encode()).hexdigest()[:24]
    return f"motia-desktop/preset/{digest}"


def _read(text: object) -> dict[str, dict[str, list[str]]]:
    try:
        return {
            str(project): {str(name): [str(each) for each in names] for name, names in sets.items()}
            for project, sets in json.loads(str(text)).items()
        }
    except (ValueError, TypeError, AttributeError):
        return {}
