import pytest

from motiad.deployments.ports import Build, Bundle, Manifest
from motiad.pipeline import built


@pytest.fixture
def build(tmp_path):
    files = {"node/src/a.step.zip": b"a" * 100, "router-node.zip": b"r" * 50}
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    bundles = tuple(Bundle(name, tmp_path / name, len(content), "node", "api") for name, content in files.items())
    return Build(
        bundles, Manifest({"node/src/a.step.zip": {"config": {"type": "api"}}}, {}, {"node": "router-node.zip"})
    )


def test_what_was_saved_is_loaded(tmp_path, build):
    built.save(build, tmp_path)
    assert built.load(tmp_path) == build
    assert built.manifest(tmp_path) == build.manifest
    assert set(built.fingerprints(tmp_path)) == {bundle.path for bundle in build.bundles}


@pytest.mark.parametrize("damage", [b"", b"a" * 99, b"b" * 100, None], ids=["empty", "short", "other", "gone"])
def test_a_bundle_that_is_not_what_it_was_is_not_taken_over(tmp_path, build, damage):
    built.save(build, tmp_path)
    bundle = tmp_path / "node" / "src" / "a.step.zip"
    bundle.unlink() if damage is None else bundle.write_bytes(damage)
    assert built.load(tmp_path) is None
    assert built.manifest(tmp_path) == build.manifest


@pytest.mark.parametrize("text", ["", "{", "[]", '{"bundles": 1}'])
def test_a_manifest_that_cannot_be_read_is_none(tmp_path, build, text):
    built.save(build, tmp_path)
    (tmp_path / built.FILE_NAME).write_text(text)
    assert (built.load(tmp_path), built.manifest(tmp_path), built.fingerprints(tmp_path)) == (None, None, {})


def test_without_its_manifest_a_build_is_not_whole(tmp_path, build):
    assert built.load(tmp_path) is None


def test_clear(tmp_path, build):
    built.save(build, tmp_path)
    built.clear(tmp_path)
    built.clear(tmp_path)
    assert not tmp_path.exists()
