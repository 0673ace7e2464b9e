"""Bundling in portions, several at once."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from motiad.builder import node_bundles
from motiad.builder.esbuild import Bundler
from motiad.deployments.events import StepBuilding
from motiad.errors import MotiadError

from .conftest import eventually

pytestmark = pytest.mark.node
Make = Callable[[dict[str, str]], Path]


def steps(count: int) -> dict[str, str]:
    config = "type: 'event', subscribes: ['t'], emits: []"
    return {
        f"src/s{number}.step.ts": "import { x } from './x'\n"
        f"export const config = {{ {config}, name: 'S{number}' }}\nexport const handler = async () => x + {number}\n"
        for number in range(count)
    } | {"src/x.ts": "export const x = 1\n"}


@pytest.fixture(params=[(1, 1), (2, 2), (4, 3)], ids=["one by one", "two by two", "four by three"])
def small_portions(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, batch = request.param
    monkeypatch.setattr(node_bundles, "AT_ONCE", at_once)
    monkeypatch.setattr(node_bundles, "BATCH", batch)


@pytest.mark.usefixtures("small_portions")
async def test_every_step_is_bundled_once_however_they_are_cut(node_project: Make, build: Any) -> None:
    built = await build(node_project(steps(7)))
    names = [f"src/s{number}.step.ts" for number in range(7)]
    assert sorted(build.told.built) == names
    assert sorted(event.package_path for event in build.told.of(StepBuilding)) == names
    assert [bundle.path for bundle in built.bundles] == [f"node/src/s{number}.step.zip" for number in range(7)]
    for number in range(7):
        assert f"x + {number}" in build.told.content(f"node/src/s{number}.step.zip", f"src/s{number}.step.js")


@pytest.mark.usefixtures("small_portions")
async def test_portions_run_side_by_side_and_no_more_than_may(
    node_project: Make, build: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, most = 0, 0
    bundle = Bundler.bundle

    async def counted(self: Bundler, entries: Any, outdir: Path, flags: Any, **more: Any) -> Any:
        nonlocal running, most
        running += 1
        most = max(most, running)
        try:
            return await bundle(self, entries, outdir, flags, **more)
        finally:
            running -= 1

    monkeypatch.setattr(Bundler, "bundle", counted)
    await build(node_project(steps(8)))
    assert most == node_bundles.AT_ONCE


async def test_a_broken_step_breaks_no_other_portion(
    node_project: Make, build: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node_bundles, "BATCH", 2)
    files = steps(6) | {"src/worse.ts": "export const y = 1\n"}
    late = "export const more = () => import('package-that-is-not-there')\n"
    with pytest.raises(MotiadError):
        await build(node_project(files | {"src/s3.step.ts": files["src/s3.step.ts"] + late}))
    assert set(build.told.failures) == {"src/s3.step.ts"}
    assert len(build.told.built) == 5


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Let every run that bundles a step hang; returns the steps of those that began and ended."""
    monkeypatch.setattr(node_bundles, "AT_ONCE", 2)
    monkeypatch.setattr(node_bundles, "BATCH", 1)
    told: dict[str, list[str]] = {"begun": [], "ended": []}

    async def hang(
        self: Bundler, entries: Any, outdir: Path, flags: Any, *, cores: int | None = None, **more: Any
    ) -> Any:
        if "--packages=external" in flags:
            return await bundle(self, entries, outdir, flags, **more)
        told["begun"] += entries
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            told["ended"] += entries

    bundle = Bundler.bundle
    monkeypatch.setattr(Bundler, "bundle", hang)
    return told


async def test_cancelling_waits_for_every_portion(
    node_project: Make, build: Any, hanging: dict[str, list[str]]
) -> None:
    task = asyncio.create_task(build(node_project(steps(5))))
    await eventually(lambda: len(hanging["begun"]) == node_bundles.AT_ONCE)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert sorted(hanging["ended"]) == sorted(hanging["begun"])
    assert list((build.cache / "work").iterdir()) == []


async def test_what_is_bundled_while_configs_are_read_ends_with_a_refused_project(
    node_project: Make, build: Any, hanging: dict[str, list[str]]
) -> None:
    files = steps(5)
    same = {name: text.replace("name: 'S4'", "name: 'S3'") for name, text in files.items()}
    with pytest.raises(MotiadError) as caught:
        await build(node_project(same))
    assert caught.value.code == "VALIDATION_FAILED"
    assert hanging["ended"] == hanging["begun"] == ["src/s0.step.ts"]
    assert build.told.of(StepBuilding) == []
    assert not list(build.told.output.rglob("*.zip"))
    assert list((build.cache / "work").iterdir()) == []


@pytest.mark.parametrize("wanted", [False, True])
async def test_a_step_that_is_not_wanted_leaves_no_trace(node_project: Make, build: Any, wanted: bool) -> None:
    """It may have been bundled by then: neither its bundle nor what esbuild said of it is told."""
    kind = "type: 'event', subscribes: ['t']" if wanted else "type: 'noop'"
    odd = {
        "src/odd.ts": "export const odd = (x: number) => x === NaN\n",
        "src/odd.step.ts": "import { odd } from './odd'\n"
        f"export const config = {{ {kind}, name: 'Odd', emits: [] }}\nexport const handler = async () => odd(1)\n",
    }
    built = await build(node_project(steps(1) | odd))
    assert ("node/src/odd.step.zip" in [bundle.path for bundle in built.bundles]) is wanted
    assert ("src/odd.step.ts" in build.told.built) is wanted
    assert any("NaN" in line for line in build.told.lines) is wanted
