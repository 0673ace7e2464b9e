"""Sets of variables: names on disk, values in the keyring."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings

from motia_desktop.presets import Presets
from motia_desktop.saved_keys import SavedKeys


@pytest.fixture
async def keys() -> AsyncIterator[SavedKeys]:
    keys = SavedKeys()
    yield keys
    await keys.close()


def settings_at(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


async def test_names_are_kept_on_disk_and_values_in_the_keyring(
    tmp_path: Path, keys: SavedKeys, memory_keyring: Any
) -> None:
    settings, project = settings_at(tmp_path), tmp_path / "shop"
    presets = Presets(settings, keys)
    await presets.keep(project, "staging", {"KEY": "a-secret-value", "EMPTY": ""})
    await presets.keep(project, "production", {"KEY": "another-secret"})
    settings.sync()
    again = Presets(settings_at(tmp_path), keys)
    assert again.environments(project) == {"staging": ["KEY", "EMPTY"], "production": ["KEY"]}
    assert await again.recall(project, "staging") == {"KEY": "a-secret-value", "EMPTY": ""}
    assert again.lasting
    assert "secret" not in (tmp_path / "window.ini").read_text()
    assert {"a-secret-value", "another-secret"} <= set(memory_keyring.kept.values())
    assert not any("shop" in service for service, _ in memory_keyring.kept)


async def test_a_set_is_replaced_whole_and_forgotten_whole(
    tmp_path: Path, keys: SavedKeys, memory_keyring: Any
) -> None:
    presets, project = Presets(settings_at(tmp_path), keys), tmp_path / "shop"
    await presets.keep(project, "staging", {"OLD": "old-value", "KEY": "1"})
    await presets.keep(project, "staging", {"KEY": "2"})
    assert "old-value" not in memory_keyring.kept.values()
    assert await presets.recall(project, "staging") == {"KEY": "2"}
    await presets.forget(project, "staging")
    await presets.forget(project, "staging")
    assert presets.environments(project) == {}
    assert memory_keyring.kept == {}


async def test_a_value_that_is_gone_has_to_be_asked_for(tmp_path: Path, keys: SavedKeys, memory_keyring: Any) -> None:
    presets, project = Presets(settings_at(tmp_path), keys), tmp_path / "shop"
    await presets.keep(project, "", {"KEY": "1"})
    memory_keyring.kept.clear()
    assert await presets.recall(project, "") == {"KEY": None}


async def test_settings_that_make_no_sense_are_no_presets(tmp_path: Path, keys: SavedKeys) -> None:
    settings = settings_at(tmp_path)
    settings.setValue("presets", '{"a": 3}')
    assert Presets(settings, keys).environments(Path("a")) == {}
