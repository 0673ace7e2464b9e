from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from motiad.builder.env_check import check_names, missing_names, missing_warning
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError

Make = Callable[[dict[str, str]], Path]


def test_what_the_cloud_sets_itself_is_refused() -> None:
    check_names(["STRIPE_KEY", "AWS_BUCKET"])
    with pytest.raises(MotiadError) as caught:
        check_names(["STRIPE_KEY", "AWS_REGION", "_HANDLER"])
    assert caught.value.code == ErrorCode.VALIDATION_FAILED
    assert "AWS_REGION, _HANDLER" in caught.value.message


def test_what_is_read_and_not_given_is_named_with_its_place(project: Make) -> None:
    made = project(
        {
            "src/a.step.ts": "// process.env.COMMENT\nconst a = process.env.A_KEY\nconst b = process.env['B_KEY']!\n",
            "src/lib/x.js": "use(process?.env?.C_KEY, process.env?.D_KEY)\n",
            "steps/c_step.py": "x = os.environ['E_KEY']\ny = os.getenv(\"F_KEY\")\nz = environ.get('G_KEY')\n",
            "src/node_modules/p/i.js": "process.env.NOT_OURS\n",
            "src/notes.md": "process.env.NO_CODE\n",
        }
    )
    missing = missing_names(made, ["A_KEY"])
    assert missing == {
        "B_KEY": "src/a.step.ts:3",
        "C_KEY": "src/lib/x.js:1",
        "D_KEY": "src/lib/x.js:1",
        "E_KEY": "steps/c_step.py:1",
        "F_KEY": "steps/c_step.py:2",
        "G_KEY": "steps/c_step.py:3",
    }
    assert "B_KEY (src/a.step.ts:3)" in str(missing_warning(missing))
    assert missing_warning({}) is None


def test_what_has_a_fallback_or_comes_with_the_cloud_is_not_missed(project: Make) -> None:
    made = project(
        {
            "src/a.step.ts": "f(process.env.A ?? 'x', process.env.B || 1, process.env.NODE_ENV)\n"
            "if (process.env.C === 'x') g(process.env.A)\n",
            "src/b_step.py": "os.getenv('D', '1'); os.environ.get('E', None)\n",
        }
    )
    assert missing_names(made, []) == {}


STEP = (
    "import os\nNAME = os.environ.get('A_KEY', '')\n"
    "config = {'type': 'event', 'name': 'A', 'subscribes': ['x'], 'emits': []}\n"
    "async def handler(input, context): return os.environ['B_KEY']\n"
)


async def test_a_deployments_build_begins_with_its_variables(project: Make, build: Any) -> None:
    made = project({"src/a_step.py": STEP})
    with pytest.raises(MotiadError) as caught:
        await build(made, env_names=["AWS_REGION"])
    assert caught.value.code == ErrorCode.VALIDATION_FAILED
    assert build.told.events == []
    assert not build.told.output.exists()
    await build(made, env_names=["OTHER"])
    assert build.told.lines[0] == (
        "Warning: The steps read environment variables that this deployment does not set: B_KEY (src/a_step.py:4)"
    )
    await build(made, env_names=["B_KEY"])
    assert not any("Warning" in line for line in build.told.lines)


async def test_a_build_alone_asks_for_no_variables(project: Make, build: Any) -> None:
    await build(project({"src/a_step.py": STEP}))
    assert not any("B_KEY" in line for line in build.told.lines)
