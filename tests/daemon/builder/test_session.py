"""What one build says and refuses on the way: validators in a whole build, sizes last."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from motiad.builder import session
from motiad.errors import MotiadError

Make = Callable[[dict[str, str]], Path]


def step(name: str, more: str = '"type": "event", "subscribes": ["t"]') -> str:
    return f'config = {{"name": "{name}", {more}, "emits": []}}\nasync def handler(*arguments): ...\n'


def api(name: str, path: str) -> str:
    return step(name, f'"type": "api", "method": "GET", "path": "{path}"')


INFRASTRUCTURE = '"type": "event", "subscribes": ["t"], "infrastructure": {"handler": {"ram": 1}}'


@pytest.mark.parametrize(
    ("second", "text"),
    [
        (step("A"), "the name A is already taken by src/a_step.py"),
        (api("B", "/a"), "the endpoint GET /a is already taken by src/a_step.py"),
        (step("x" * 41), "has 41 characters, at most 40 are allowed"),
        (step("B", '"type": "cron", "cron": "* *"'), "the cron expression * * is wrong"),
        (step("B", INFRASTRUCTURE), "infrastructure: handler.ram is 1: it must be 128 to 10240"),
    ],
)
async def test_validators_name_the_step_before_anything_is_bundled(
    project: Make, build: Any, second: str, text: str
) -> None:
    with pytest.raises(MotiadError) as caught:
        await build(project({"src/a_step.py": api("A", "/a"), "src/b_step.py": second}))
    assert caught.value.code == "VALIDATION_FAILED"
    assert caught.value.message.startswith("src/b_step.py: ")
    assert text in caught.value.message
    assert text in build.told.failures["src/b_step.py"]
    assert not list(build.told.output.rglob("*.zip"))


SIZES = {"src/a_step.py": api("A", "/a") + f"# {'a' * 600}\n", "src/lib/big.py": f"# {'b' * 8000}\n"}


def heavy(project: Make) -> Path:
    return project({**SIZES, "src/a_step.py": f"from src.lib import big\n{SIZES['src/a_step.py']}"})


async def test_a_bundle_near_the_limit_is_warned_of_with_its_largest_files(
    project: Make, build: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "MAX_STEP", 10_000)
    await build(heavy(project))
    [line] = [line for line in build.told.lines if "near the cloud's limit" in line]
    assert line.startswith("src/a_step.py: its bundle is near the cloud's limit")
    assert line.index("src/lib/big.py (") < line.index("src/a_step.py (")


async def test_a_step_over_the_limit_fails_with_its_largest_files(
    project: Make, build: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "MAX_STEP", 5_000)
    with pytest.raises(MotiadError) as caught:
        await build(heavy(project))
    assert caught.value.code == "BUILD_FAILED"
    assert caught.value.message.startswith("src/a_step.py: its bundle is ")
    assert "largest files: src/lib/big.py (" in build.told.failures["src/a_step.py"]
    assert not (build.told.output / "motia.steps.json").exists()


async def test_a_router_over_the_limit_fails(project: Make, build: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "MAX_ROUTER", 5_000)
    with pytest.raises(MotiadError) as caught:
        await build(heavy(project))
    assert caught.value.code == "VALIDATION_FAILED"
    assert caught.value.message.startswith("router-python.zip: its bundle is ")
    assert "largest files: src/lib/big.py (" in caught.value.message


@pytest.mark.node
async def test_a_router_that_cannot_be_made_counts_less_than_the_broken_step(
    node_project: Callable[[dict[str, str]], Path], build: Any
) -> None:
    """The router is bundled beside the steps: what breaks a step breaks it too, and is told once, of the step."""
    head = "export const config = { type: 'api', method: 'GET', emits: [], "
    late = "export const handler = async () => import('./broken')\n"
    made = node_project(
        {
            "src/a.step.ts": f"{head} name: 'A', path: '/a', includeFiles: ['no-such-file'] }}\n{late}",
            "src/b.step.ts": f"{head} name: 'B', path: '/b' }}\nexport const handler = async () => 1\n",
            "src/broken.ts": "export const x = 1\n",
        }
    )
    with pytest.raises(MotiadError) as caught:
        await build(made)
    assert set(build.told.failures) == {"src/a.step.ts"}
    assert caught.value.message == "src/a.step.ts: includeFiles: no-such-file matches no file"
    assert not (build.told.output / "motia.steps.json").exists()
