"""The demo in the terminal, as `make demo` runs it where there is no display."""

import shutil

import pytest


@pytest.mark.node
def test_the_demo_deploys_the_sample_and_says_where_to_look(motiad, sample):
    prepared = motiad.base / "cache" / "sample"
    prepared.parent.mkdir(parents=True)
    shutil.copytree(sample, prepared, symlinks=True)
    ended = motiad.run("demo")
    assert ended.code == 0, ended.err
    said = ended.out
    assert "goes to the local cloud, on this machine only" in said
    assert said.index("Deployment completed") < said.index("Where to look next")
    assert str(prepared) in said and f"--base-dir {motiad.base} list" in said
    assert motiad.run("list", "--json").lines[0]["status"] == "completed"
