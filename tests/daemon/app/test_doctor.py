"""What a project's steps need has to be there, and nothing else."""

import pytest

from motiad.app import checks
from motiad.config import Settings
from motiad.paths import Paths


@pytest.fixture
def look(tmp_path):
    """A function that looks at a project of some files, on a machine without Node and esbuild."""

    async def look(*files):
        project = tmp_path / "project"
        for file in files:
            (project / file).parent.mkdir(parents=True, exist_ok=True)
            (project / file).write_text("")
        found = await checks(
            Paths.under(tmp_path / "base"), Settings(cloud="local", port=0), project, {"PATH": str(tmp_path)}
        )
        return {check.name: check for check in found}

    return look


@pytest.mark.parametrize(
    "files", [["src/a.step.ts"], ["src/a_step.py", "steps/b.step.js"], ["src/a_step.py", "src/c.stream.ts"]]
)
async def test_steps_of_node_need_node_and_esbuild(look, files):
    found = await look(*files)
    assert found["Node"].status == found["esbuild"].status == "missing"
    assert "Install Node.js" in found["Node"].hint and "npm install" in found["esbuild"].hint


async def test_python_steps_need_neither(look):
    found = await look("src/a_step.py")
    assert not any(check.status == "missing" for check in found.values())
    for name in ("Node", "esbuild"):
        assert (found[name].status, found[name].hint) == ("ok", None)
        assert found[name].found == "not needed: the project has no TypeScript or JavaScript steps"
    assert found["Python"].status == found["uv"].status == "ok"


async def test_without_a_project_it_is_said_who_needs_them(look):
    found = await look()
    assert not any(check.status == "missing" for check in found.values())
    assert found["Node"].status == found["esbuild"].status == "warning"
    assert found["Node"].hint.startswith("Projects with TypeScript or JavaScript steps need it. Install Node.js")
