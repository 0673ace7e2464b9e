from collections.abc import Callable
from pathlib import Path

import pytest

from motiad.builder.discovery import discover, guess_type
from motiad.builder.project import is_project, read_project
from motiad.errors import MotiadError

Make = Callable[[dict[str, str]], Path]


def test_finds_steps_and_streams_by_name(project: Make) -> None:
    names = ["src/a.step.ts", "src/b.step.js", "src/deep/c_step.ts", "steps/d_step.js", "steps/e_step.py"]
    streams = ["src/s.stream.ts", "src/t.stream.js", "steps/u_stream.ts", "steps/v_stream.py"]
    others = ["src/x.step.tsx", "src/step.ts", "other/y.step.ts", "src/a.step.ts.bak", "src/w.stream.py"]
    hidden = ["src/.git/h.step.ts", "steps/node_modules/p/n.step.js", "src/__pycache__/c_step.py"]
    found = discover(project(dict.fromkeys([*names, *streams, *others, *hidden], "")))
    assert [step.path for step in found.steps] == sorted(names)
    assert [step.language for step in found.steps] == ["node", "node", "node", "node", "python"]
    assert [stream.path for stream in found.streams] == sorted(streams)
    assert found.warnings == ()


def test_says_why_a_file_is_no_step(project: Make) -> None:
    found = discover(project({"src/old.step.py": "", "src/r.step.rb": "", "src/q_step.rb": "", "src/a_step.py": ""}))
    assert [step.path for step in found.steps] == ["src/a_step.py"]
    assert found.warnings == (
        "src/old.step.py is not built: Python steps are named _step.py, rename it to src/old_step.py",
        "src/q_step.rb is skipped: Ruby steps cannot be deployed",
        "src/r.step.rb is skipped: Ruby steps cannot be deployed",
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [("config = {'type': 'cron'}", "cron"), ('const c = { type: "api" }', "api"), ("nothing", "event")],
)
def test_guesses_the_type_of_a_step_that_cannot_be_read(project: Make, text: str, kind: str) -> None:
    folder = project({"src/a_step.py": text})
    assert guess_type(folder, discover(folder).steps[0]) == kind


def test_a_project_is_a_folder_with_steps(project: Make, tmp_path: Path) -> None:
    assert is_project(project({"src/a.step.ts": ""}))
    assert not is_project(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({}, "NOT_A_PROJECT"),
        ({"notes.txt": ""}, "NOT_A_PROJECT"),
        ({"package.json": "{}"}, "NO_STEPS"),
        ({"requirements.txt": "", "src/old.step.py": ""}, "NO_STEPS"),
    ],
)
def test_turns_away_what_cannot_be_deployed(project: Make, files: dict[str, str], code: str) -> None:
    folder = project(files)
    folder.mkdir(exist_ok=True)
    with pytest.raises(MotiadError) as caught:
        read_project(folder)
    assert caught.value.code == code
    assert str(folder) in caught.value.message
    assert caught.value.hint


def test_a_missing_folder_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(MotiadError, match="is not a folder"):
        read_project(tmp_path / "nowhere")
