import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from motiad.builder import kept_bundles, refresh
from motiad.builder.archive import Entry, Written, write_zip
from motiad.builder.kept_bundles import KeptBundles, forget_bundles, router_name
from motiad.deployments.events import StepBuilding
from motiad.errors import MotiadError

STEP = """
import {{ value }} from './lib'
export const config = {{ type: 'event', name: '{name}', subscribes: ['x'], emits: [], description: value }}
export const handler = async () => value
"""
FILES = {
    "src/a.step.ts": STEP.format(name="A"),
    "src/b.step.ts": "export const config = { type: 'api', name: 'B', method: 'GET', path: '/b', emits: [] }\n"
    "export const handler = async () => ({ status: 200 })\n",
    "src/lib.ts": "export const value = 'one'\n",
    "src/orders.stream.ts": "export const config = { name: 'orders', baseConfig: { storageType: 'default' } }\n",
}


def settle() -> None:
    """Let the clock pass the files' times: what is as young as the build itself is not kept."""
    time.sleep(0.05)


@pytest.fixture
def made(node_project: Callable[[dict[str, str]], Path]) -> Path:
    made = node_project(FILES)
    settle()
    return made


def output(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()
    }


@pytest.mark.node
async def test_what_did_not_change_is_taken_again(build, made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = await build(made)
    before = output(build.told.output)
    monkeypatch.setattr("motiad.builder.esbuild.Bundler._run", None)  # nothing is bundled the second time
    assert await build(made) == first
    assert output(build.told.output) == before
    assert set(build.told.built) == {"src/a.step.ts", "src/b.step.ts"}
    assert len(build.told.of(StepBuilding)) == 2


@pytest.mark.node
@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("src/lib.ts", "export const value = 'two'\n"),
        ("src/lib.tsx", "export const value = 'two'\n"),
        (".env", "X=1\n"),
        ("tsconfig.json", '{"compilerOptions": {"paths": {"./lib": ["./src/other.ts"]}}}'),
        ("esbuild.config.json", '{"minify": true}'),
    ],
)
async def test_whatever_changes_a_bundle_makes_it_anew(build, made: Path, file: str, content: str) -> None:
    (made / "src/other.ts").write_text("export const value = 'two'\n")
    settle()
    await build(made)
    (made / file).write_text(content)
    settle()
    await build(made)
    kept = output(build.told.output)
    build.cache = build.cache.with_name("another-cache")
    await build(made)
    assert output(build.told.output) == kept


@pytest.mark.node
async def test_only_what_was_edited_is_read_again(build, made: Path) -> None:
    await build(made)
    (made / "src/lib.ts").write_text("console.log('loaded a')\nexport const value = 'two'\n")
    step = made / "src/b.step.ts"
    os.utime(step)  # touched, not changed
    settle()
    built = await build(made)
    assert "loaded a" in build.told.lines
    assert built.manifest.steps["node/src/a.step.zip"]["config"]["description"] == "two"
    assert "two" in build.told.content("node/src/a.step.zip", "src/a.step.js")


@pytest.mark.node
async def test_refresh_reads_and_bundles_everything_anew(build, made: Path) -> None:
    (made / "src/lib.ts").write_text("console.log('loaded a')\nexport const value = 'two'\n")
    settle()
    await build(made)
    await build(made)
    assert "loaded a" not in build.told.lines
    refresh(build.cache)
    await build(made)
    assert "loaded a" in build.told.lines


@pytest.mark.node
async def test_a_broken_step_does_not_cost_the_others(build, made: Path) -> None:
    (made / "src/a.step.ts").write_text("export const config = {")
    settle()
    with pytest.raises(MotiadError):
        await build(made)
    (made / "src/a.step.ts").write_text(FILES["src/a.step.ts"] + "console.log('loaded a')")
    (made / "src/b.step.ts").write_text(FILES["src/b.step.ts"])
    settle()
    await build(made)
    assert "loaded a" in build.told.lines


@pytest.mark.node
async def test_included_files_belong_to_a_bundle(build, made: Path) -> None:
    step = made / "src/b.step.ts"
    step.write_text(step.read_text().replace("emits: []", "emits: [], includeFiles: ['*.txt']"))
    (made / "src/a.txt").write_text("one")
    settle()
    await build(made)
    (made / "src/a.txt").write_text("two")
    (made / "src/b.txt").write_text("new")
    settle()
    await build(made)
    assert build.told.content("node/src/b.step.zip", "src/a.txt") == "two"
    assert build.told.content("router-node.zip", "src/b.txt") == "new"


def store(root: Path, project: Path, sources: dict[str, bytes]) -> KeptBundles:
    kept = KeptBundles(root, project, [])
    kept.recall(sources)
    for source, content in sources.items():
        written = write_zip(project / "x.zip", [Entry("x", content)])
        kept.note(source, {}, [source])
        kept.add(source, project / "x.zip", written, [source])
    kept.save()
    return kept


def recalled(root: Path, project: Path, source: str = "a.ts") -> Written | None:
    kept = KeptBundles(root, project, [])
    kept.recall([source])
    return kept.place(source, project / "out.zip")


def test_what_changes_during_the_build_is_not_kept(tmp_path: Path) -> None:
    source = tmp_path / "a.ts"
    source.write_text("1")
    store(tmp_path / "cache", tmp_path, {"a.ts": b"1"})
    assert recalled(tmp_path / "cache", tmp_path) is None
    settle()
    store(tmp_path / "cache", tmp_path, {"a.ts": b"1"})
    assert recalled(tmp_path / "cache", tmp_path)


def test_damage_is_as_good_as_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.ts").write_text("1")
    settle()
    store(tmp_path / "cache", tmp_path, {"a.ts": b"1"})
    [bundle] = (tmp_path / "cache").rglob("*.zip")
    bundle.write_bytes(b"")
    assert recalled(tmp_path / "cache", tmp_path) is None
    [index] = (tmp_path / "cache").rglob("index.json")
    for text in ("{", "[]", '{"files": {}, "names": [], "records": {"a.ts": [[7], {}, "", null, 0, 0]}}'):
        index.write_text(text)
        assert recalled(tmp_path / "cache", tmp_path) is None
    forget_bundles(tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_the_projects_built_longest_ago_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_bundles, "QUOTA", 8000)
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.ts").write_text("1")
    settle()
    for name in ("old", "new"):
        store(tmp_path / "cache", tmp_path / name, {"a.ts": os.urandom(3000)})
        settle()
    assert recalled(tmp_path / "cache", tmp_path / "old") is None
    assert recalled(tmp_path / "cache", tmp_path / "new")


def test_a_router_is_known_by_its_source() -> None:
    assert router_name("a") == router_name("a") != router_name("b")
