from collections.abc import Callable
from pathlib import Path

import pytest

from motiad.builder.included_files import included_entries

Make = Callable[[dict[str, str]], Path]
FILES = {"src/mail/a.step.ts": "", "src/mail/t/x.html": "x", "src/mail/t/deep/y.html": "y", "assets/logo.svg": "l"}


@pytest.mark.parametrize(
    ("patterns", "names"),
    [
        (["./t/*.html"], ["src/mail/t/x.html"]),
        (["t/**/*.html"], ["src/mail/t/deep/y.html", "src/mail/t/x.html"]),
        (["t/**"], ["src/mail/t/deep/y.html", "src/mail/t/x.html"]),
        (["../../assets/logo.svg", "../../assets/*"], ["assets/logo.svg"]),
        ([], []),
    ],
)
def test_finds_files_beside_the_step(project: Make, patterns: list[str], names: list[str]) -> None:
    entries, problems = included_entries(project(FILES), "src/mail/a.step.ts", {"includeFiles": patterns})
    assert not problems
    assert sorted(entry.name for entry in entries) == names


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("../../../outside.txt", "outside the project"),
        ("link.txt", "outside the project"),
        ("folder/secret.txt", "outside the project"),
        ("nothing/*.html", "matches no file"),
        ("t", "names a folder, write t/**"),
    ],
)
def test_names_a_pattern_that_cannot_be_used(project: Make, tmp_path: Path, pattern: str, text: str) -> None:
    folder = project(FILES)
    (tmp_path / "outside.txt").write_text("secret")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.txt").write_text("secret")
    (folder / "src/mail/link.txt").symlink_to(tmp_path / "outside.txt")
    (folder / "src/mail/folder").symlink_to(tmp_path / "elsewhere")
    entries, problems = included_entries(folder, "src/mail/a.step.ts", {"includeFiles": [pattern]})
    assert not entries
    assert [problem.file for problem in problems] == ["src/mail/a.step.ts"]
    assert text in problems[0].text


@pytest.mark.parametrize("value", ["x.txt", [1], {"a": 1}])
def test_wants_a_list_of_patterns(project: Make, value: object) -> None:
    _, problems = included_entries(project(FILES), "src/mail/a.step.ts", {"includeFiles": value})
    assert "must be a list" in problems[0].text
