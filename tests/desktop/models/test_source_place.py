from pathlib import Path

import pytest

from motia_desktop.models.source_place import SourcePlace, source_place


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    for name in ("src/a.step.ts", "src/services/tax.ts", "src/my step_step.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    (tmp_path / "outside.ts").touch()
    return folder


@pytest.mark.parametrize(
    ("error", "file", "line", "column"),
    [
        ('src/a.step.ts:14:9: Expected ";"\n  14 │ order', "src/a.step.ts", 14, 9),
        ("src/a.step.ts:3: its config has no `name`", "src/a.step.ts", 3, None),
        ("src/services/tax.ts:7:1: no such export", "src/services/tax.ts", 7, 1),
        ("it broke\nsrc/services/tax.ts:2:4: here", "src/services/tax.ts", 2, 4),
        ("src/my step_step.py:5: invalid syntax", "src/my step_step.py", 5, None),
        ("../outside.ts:1:1: no", "src/a.step.ts", None, None),
        ("/etc/passwd:1:1: no", "src/a.step.ts", None, None),
        ("src/gone.ts:1:1: no", "src/a.step.ts", None, None),
        ("src/a.step.ts: too large", "src/a.step.ts", None, None),
        ("src/a.step.ts:99999999999999999999:1: no", "src/a.step.ts", None, None),
        ("\0:1:1: no", "src/a.step.ts", None, None),
        (None, "src/a.step.ts", None, None),
    ],
)
def test_the_first_place_inside_the_project(project: Path, error, file: str, line, column) -> None:
    assert source_place(project, "src/a.step.ts", error) == SourcePlace(project / file, line, column)


@pytest.mark.parametrize("path", ["router-node.zip", "../outside.ts", "src", "", "src/gone.step.ts"])
def test_no_file_is_no_place(project: Path, path: str) -> None:
    assert source_place(project, path, None) is None


def test_a_link_out_of_the_project_is_not_followed(project: Path) -> None:
    (project / "src" / "link.step.ts").symlink_to(project.parent / "outside.ts")
    assert source_place(project, "src/link.step.ts", None) is None
