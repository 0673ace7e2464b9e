from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from motia_desktop.orders import Order, Recipe, project_name
from motia_desktop.stores import recipes
from motia_desktop.stores.recipes import Recipes

ORDER = Order(
    Recipe(Path("/p"), "motia", "production", env_names=("STRIPE_KEY",)),
    "v1",
    {"STRIPE_KEY": "sk-secret"},
    "key-secret",
)


def _settings(folder: Path) -> QSettings:
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)


def test_comes_back_without_any_value(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    kept = Recipes(settings)
    kept.remember("dep-1", ORDER)
    assert kept.recall("dep-1") == (ORDER.recipe, ORDER.envs)
    settings.sync()
    assert "secret" not in (tmp_path / "window.ini").read_text()
    again = Recipes(_settings(tmp_path))
    assert again.recall("dep-1") == (ORDER.recipe, {})
    assert again.newest() == (ORDER.recipe, {})
    assert again.recall("other") is None


def test_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recipes, "MOST", 3)
    kept = Recipes(_settings(tmp_path))
    for number in range(5):
        kept.remember(str(number), ORDER)
    assert [kept.recall(str(number)) is not None for number in range(5)] == [False, False, True, True, True]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 1}', '{"a": {"project": "x"}}'])
def test_a_damaged_file_is_an_empty_one(tmp_path: Path, text: str) -> None:
    settings = _settings(tmp_path)
    settings.setValue("recipes", text)
    assert Recipes(settings).newest() is None


def test_a_project_is_called_as_its_package(tmp_path: Path) -> None:
    assert project_name(tmp_path) == tmp_path.name
    (tmp_path / "package.json").write_text('{"name": "order-desk"}')
    assert project_name(tmp_path) == "order-desk"
    (tmp_path / "package.json").write_text('["broken"]')
    assert project_name(tmp_path) == tmp_path.name


def test_an_order_shows_no_secret() -> None:
    assert "secret" not in repr(ORDER)


def test_projects_are_offered_again_as_they_were_deployed_last(tmp_path: Path) -> None:
    kept = Recipes(_settings(tmp_path))
    first, second, gone = tmp_path / "first", tmp_path / "second", tmp_path / "gone"
    for number, (folder, cloud) in enumerate(((first, "local"), (gone, "local"), (second, "motia"), (first, "motia"))):
        kept.remember(str(number), Order(Recipe(folder, cloud), "v1"))
    first.mkdir()
    second.mkdir()
    assert kept.recent() == [first, second]
    recipe, _ = kept.newest_of(first) or pytest.fail("unknown")
    assert recipe.cloud == "motia"
    assert kept.newest_of(tmp_path) is None
