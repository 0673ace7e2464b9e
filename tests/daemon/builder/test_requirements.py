from collections.abc import Callable
from pathlib import Path

import pytest

from motiad.builder.requirements import Distribution, Installed, Requirements, read_requirements, select
from motiad.errors import MotiadError

Make = Callable[[dict[str, str]], Path]


def test_reads_lines_options_and_included_files(project: Make) -> None:
    folder = project(
        {
            "requirements.txt": "# note\n\nhumanize==4.13.0  # why\n-r more/base.txt\n--index-url https://example.com/simple\n"
            "--find-links wheels\n",
            "more/base.txt": "Pillow>=10 ; \\\n  python_version > '3'\n-r ../requirements.txt\n",
            "wheels/x": "",
        }
    )
    requirements = read_requirements(folder)
    assert requirements.lines == ("humanize==4.13.0  # why", "Pillow>=10 ;    python_version > '3'")
    assert requirements.options == ("--index-url https://example.com/simple", f"--find-links {folder}/wheels")
    assert list(requirements.by_name) == ["humanize", "pillow"]


def test_a_project_need_not_have_any(project: Make) -> None:
    assert read_requirements(project({"src/a_step.py": ""})) == Requirements()


@pytest.mark.parametrize("text", ["-r missing.txt", "-r ../outside.txt"])
def test_names_a_file_that_cannot_be_used(project: Make, tmp_path: Path, text: str) -> None:
    (tmp_path / "outside.txt").write_text("")
    with pytest.raises(MotiadError) as caught:
        read_requirements(project({"requirements.txt": text}))
    assert caught.value.code == "VALIDATION_FAILED"


def dist(name: str, modules: set[str], requires: set[str] | None = None) -> Distribution:
    return Distribution(name, frozenset(modules), frozenset(requires or ()))


INSTALLED = Installed(
    [
        dist("pillow", {"PIL", "PIL.Image"}),
        dist("google-auth", {"google", "google.auth", "google.oauth2"}),
        dist("google-cloud-storage", {"google", "google.cloud", "google.cloud.storage"}, {"google-auth"}),
        dist("httpx", {"httpx"}, {"anyio"}),
        dist("anyio", {"anyio"}, {"idna"}),
        dist("idna", {"idna"}),
    ]
)
REQUIREMENTS = Requirements(("httpx>=0.28", "Pillow", "google_auth", "google-cloud-storage"))


@pytest.mark.parametrize(
    ("name", "names", "lines"),
    [
        ("PIL", ["Image"], ("Pillow",)),
        ("google.oauth2", ["service_account"], ("google_auth",)),
        ("google.cloud", ["storage"], ("google-cloud-storage",)),
        ("google", ["auth", "cloud"], ("google_auth", "google-cloud-storage")),
        ("idna", [], ("httpx>=0.28",)),
        ("unknown", [], ()),
    ],
)
def test_finds_the_lines_that_bring_an_import(name: str, names: list[str], lines: tuple[str, ...]) -> None:
    outside = [{"name": name, "names": names, "file": "src/a.py", "line": 3, "optional": True}]
    assert select(outside, INSTALLED, REQUIREMENTS) == (lines, [])


def test_warns_of_imports_nothing_brings() -> None:
    outside = [{"name": "nope", "names": [], "file": "src/a.py", "line": 3, "optional": False}]
    _, missing = select(outside, INSTALLED, REQUIREMENTS)
    assert missing == ["src/a.py:3: nope is neither in the project nor in what requirements.txt brings"]


def test_reads_installed_metadata(tmp_path: Path) -> None:
    info = tmp_path / "Ruamel.Yaml-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Name: Ruamel.Yaml\nRequires-Dist: Tiny_Lib>=1; extra == 'x'\n\nName: no\n")
    (info / "RECORD").write_text(
        "ruamel/yaml/__init__.py,sha256=x,1\n_fast.cpython-313-x86_64-linux-gnu.so,,\n../bin/y.py,,\n"
    )
    installed = Installed.under(tmp_path)
    assert installed.bringing("ruamel.yaml", ["YAML"]) == {"ruamel-yaml"}
    assert installed.bringing("_fast", []) == {"ruamel-yaml"}
    assert installed.bringing("bin", []) == set()
    assert Installed.under(None).bringing("x", []) == set()
