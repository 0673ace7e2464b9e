"""Looking at a project without building it, with the real tools."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from motiad.builder import MotiaBuilder
from motiad.contract.check import ProjectCheck

Make = Callable[[dict[str, str]], Path]

API = "config = {'type': 'api', 'name': '%s', 'method': 'GET', 'path': '%s', 'emits': []}\n%s"
EVENT = "export const config = { type: 'event', name: 'Mail', subscribes: ['order.placed', 'order.paid'], emits: [] }\n"
CRON = "export const config = { type: 'cron', name: 'Nightly', cron: '%s', emits: [] }\n"


@pytest.fixture
def builder(tmp_path: Path) -> MotiaBuilder:
    return MotiaBuilder({**os.environ, "UV_OFFLINE": "1"}, tmp_path / "cache", load_timeout=20, grace=0.5)


def said(checked: ProjectCheck) -> list[str]:
    return [problem.message for problem in checked.problems]


@pytest.mark.node
async def test_tells_what_would_be_deployed(node_project: Make, builder: MotiaBuilder, tmp_path: Path) -> None:
    project = node_project(
        {
            "src/list_step.py": API % ("List", "/list", "import os\nKEY = os.environ['SHOP_KEY']\n"),
            "src/mail.step.ts": f"{EVENT}export const handler = async () => process.env.MAIL_FROM\n",
            "src/nightly.step.ts": CRON % "0 3 * * *",
            "src/noop.step.ts": "export const config = { type: 'noop', name: 'Human' }\n",
            "src/old.step.rb": "",
            ".env": "SHOP_KEY=for-reading-only\n",
        }
    )
    checked = await builder.check(project, ["MAIL_FROM", "AWS_REGION"])
    assert checked.complete
    assert [(step.package_path, step.language, step.type, step.name, step.trigger) for step in checked.steps] == [
        ("src/list_step.py", "python", "api", "List", "GET /list"),
        ("src/mail.step.ts", "node", "event", "Mail", "order.placed, order.paid"),
        ("src/nightly.step.ts", "node", "cron", "Nightly", "0 3 * * *"),
    ]
    assert [(each.name, each.place) for each in checked.missing] == [("SHOP_KEY", "src/list_step.py:3")]
    assert checked.reserved == ("AWS_REGION",)
    assert ["Ruby" in warning for warning in checked.warnings] == [True]
    assert checked.problems == ()
    assert "for-reading-only" not in checked.model_dump_json()
    assert list((tmp_path / "cache" / "work").iterdir()) == []


@pytest.mark.node
async def test_every_problem_names_its_step_and_place(node_project: Make, builder: MotiaBuilder) -> None:
    project = node_project(
        {
            "src/a_step.py": API % ("Same", "/a", ""),
            "src/b_step.py": API % ("Same", "/b", "def broken(:\n"),
            "src/c.step.ts": CRON % "every day",
            "src/d.step.ts": "export const config = {\n  type: 'cron' name: 'D' }\n",
            "src/e_step.py": API % ("Same", "/e", ""),
        }
    )
    checked = await builder.check(project, [])
    assert len(checked.steps) == 5
    places = [(problem.step, problem.file, problem.line) for problem in checked.problems]
    assert places == [
        ("src/b_step.py", "src/b_step.py", 2),
        ("src/c.step.ts", "src/c.step.ts", None),
        ("src/d.step.ts", "src/d.step.ts", 2),
        ("src/e_step.py", "src/e_step.py", None),
    ]
    assert "already taken by src/a_step.py" in said(checked)[3]


@pytest.mark.parametrize(
    ("files", "code"), [({}, "NOT_A_PROJECT"), ({"package.json": "{}", "src/a.ts": ""}, "NO_STEPS")]
)
async def test_a_folder_that_cannot_be_deployed_is_a_problem(
    project: Make, builder: MotiaBuilder, files: dict[str, str], code: str
) -> None:
    folder = project({"x": "", **files})
    checked = await builder.check(folder, [])
    [problem] = checked.problems
    assert (problem.code, checked.complete, checked.steps) == (code, False, ())
    assert problem.hint


async def test_a_missing_tool_leaves_the_files_to_be_told(project: Make, tmp_path: Path) -> None:
    folder = project({"src/a.step.ts": "export const config = { type: 'api', name: 'A' }\n"})
    checked = await MotiaBuilder({"PATH": str(tmp_path)}, tmp_path / "cache").check(folder, [])
    [problem] = checked.problems
    assert problem.code in ("NODE_MISSING", "ESBUILD_MISSING")
    assert [(step.package_path, step.type, step.name) for step in checked.steps] == [("src/a.step.ts", "api", None)]


async def test_the_check_ends_in_time(project: Make, builder: MotiaBuilder, tmp_path: Path) -> None:
    folder = project({"src/a_step.py": "import time\ntime.sleep(60)\n" + API % ("A", "/a", "")})
    checked = await builder.check(folder, [], seconds=0.5)
    assert (checked.complete, checked.problems, len(checked.steps)) == (False, (), 1)
    assert list((tmp_path / "cache" / "work").iterdir()) == []
