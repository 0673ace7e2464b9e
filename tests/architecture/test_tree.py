"""How the tree is laid out: small files, exact names, tests where the code is, one version, nothing of this machine."""

import json
import re
import subprocess
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from .scan import ROOT

SOURCE_LINES, TEST_LINES = 320, 480
"""A file one can hold in one's head; tests repeat themselves a little."""
NAMES_THAT_SAY_NOTHING = {"utils", "util", "misc", "helpers", "helper", "common", "tools", "stuff"}

SOURCE_OF = {"tests/daemon": "daemon/motiad", "tests/desktop": "motia_desktop"}
TESTS_OF_MORE_THAN_ONE_MODULE: Mapping[str, str] = {
    "tests/desktop/test_plain_text.py": "looks for markup in every widget of every designed state",
    "tests/desktop/test_pictures.py": "renders every designed state of the whole window",
    "tests/desktop/tray/test_session.py": "drives the whole tray on a real session bus",
}
"""Tests beside the mirror, each with the reason."""

REGISTRIES = [  # put together here, so that this file does not name them
    ".".join(words)
    for words in (("registry", "npmjs"), ("registry", "yarnpkg"), ("files", "pythonhosted"), ("pypi", "org/simple"))
]
PLACES = ("work", "root", "mnt")
OF_THIS_MACHINE = re.compile(rf"(?<![\w.}}])/(?:{'|'.join(PLACES)}|tmp/w)/|{'|'.join(map(re.escape, REGISTRIES))}")


def tracked() -> list[str]:
    """Return the files in git."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, timeout=20, check=True)
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def texts(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the files that are text, with their text."""
    for name in names:
        content = (ROOT / name).read_bytes()
        if b"\0" not in content:
            yield name, content.decode("utf-8")


def too_long(files: Iterable[tuple[str, str]]) -> list[str]:
    """Return the Python files that nobody can hold in their head."""
    limits = ((name, text, TEST_LINES if name.startswith("tests/") else SOURCE_LINES) for name, text in files)
    return [name for name, text, limit in limits if name.endswith(".py") and len(text.splitlines()) > limit]


def says_nothing(names: Iterable[str]) -> list[str]:
    """Return the modules and packages whose name does not say what is in them."""
    return [
        name
        for name in names
        if name.endswith(".py") and NAMES_THAT_SAY_NOTHING & set(PurePosixPath(name).with_suffix("").parts)
    ]


def strays(names: Iterable[str]) -> list[str]:
    """Return the test files that mirror no module: `test_x.py` or `test_x_aspect.py` is about `x.py` or `x/`."""
    known = set(names)
    folders = {str(folder) for name in known for folder in PurePosixPath(name).parents}
    found = []
    for name in sorted(known):
        path = PurePosixPath(name)
        root = next((root for root in SOURCE_OF if name.startswith(f"{root}/")), None)
        if root is None or not path.name.startswith("test_") or name in TESTS_OF_MORE_THAN_ONE_MODULE:
            continue
        folder = PurePosixPath(SOURCE_OF[root]) / path.parent.relative_to(root)
        words = path.stem.removeprefix("test_").split("_")
        wanted = [str(folder / "_".join(words[:count])) for count in range(1, len(words) + 1)]
        if not any(f"{place}.py" in known or place in folders for place in wanted):
            found.append(name)
    return found


def of_this_machine(files: Iterable[tuple[str, str]]) -> list[str]:
    """Return lines that name a folder of a development machine or a host packages came from."""
    return [
        f"{name}:{number}: {match.group()}"
        for name, text in files
        for number, line in enumerate(text.splitlines(), start=1)
        if (match := OF_THIS_MACHINE.search(line))
    ]


def lock_hosts(text: str) -> list[str]:
    """Return every address in a lock file: where packages come from is each machine's own business."""
    return re.findall(r"\w+://[^\s\"]+|--(?:extra-)?index-url.*|--find-links.*", text)


def lock_gaps(name: str, text: str) -> list[str]:
    """Return what a lock file leaves open: packages without a hash."""
    if name.endswith("package-lock.json"):
        packages: dict[str, dict[str, Any]] = json.loads(text)["packages"]
        installed = {place: entry for place, entry in packages.items() if place and not entry.get("link")}
        return [place for place, entry in installed.items() if "integrity" not in entry and not entry.get("inBundle")]
    lines = re.sub(r"\\\n", " ", text).splitlines()
    entries = [line for line in lines if line.strip() and not line.startswith("#")]
    return [entry.split()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry]


def locks() -> list[tuple[str, str]]:
    """Return the lock files."""
    return list(texts(name for name in tracked() if name.endswith((".lock", "package-lock.json"))))


def versions(desktop: Mapping[str, Any], daemon: Mapping[str, Any]) -> set[str]:
    """Return every version the two distributions have or ask of each other."""
    pins = [need for need in desktop["project"]["dependencies"] if re.match(r"motiad\b", need)]
    pinned = {re.sub(r"^motiad==", "", pin) for pin in pins} or {"motiad is not pinned"}
    return {desktop["project"]["version"], daemon["project"]["version"], *pinned}


def test_files_are_small_and_their_names_say_what_is_in_them():
    names = tracked()
    assert len(names) > 100
    assert too_long(texts(name for name in names if name.endswith(".py"))) == []
    assert says_nothing(names) == []


def test_tests_stand_where_the_code_stands():
    names = tracked()
    assert strays(names) == []
    assert set(TESTS_OF_MORE_THAN_ONE_MODULE) <= set(names)


def test_nothing_in_git_is_of_this_machine():
    assert of_this_machine(texts(tracked())) == []


def test_locks_are_hashed_and_name_no_host():
    names = [name for name, _ in locks()]
    assert "requirements.lock" in names
    assert "resources/sample/package-lock.json" in names
    assert [host for _, text in locks() for host in lock_hosts(text)] == []
    assert [f"{name}: {gap}" for name, text in locks() for gap in lock_gaps(name, text)] == []


def test_locks_that_tools_would_fill_with_hosts_are_not_in_git():
    assert [name for name in tracked() if PurePosixPath(name).name in {"uv.lock", "pylock.toml", "yarn.lock"}] == []


def test_the_window_requires_exactly_its_own_version_of_the_daemon():
    read = [tomllib.loads((ROOT / name).read_text("utf-8")) for name in ("pyproject.toml", "daemon/pyproject.toml")]
    assert len(versions(*read)) == 1


# The checkers themselves, each on a small bad example.


def test_a_long_file_is_found():
    long, fits = "x\n" * (SOURCE_LINES + 1), "x\n" * SOURCE_LINES
    assert too_long([("daemon/a.py", long), ("daemon/b.py", fits), ("a.lock", long), ("tests/a.py", long)]) == [
        "daemon/a.py"
    ]
    assert too_long([("tests/a.py", "x\n" * (TEST_LINES + 1))]) == ["tests/a.py"]


@pytest.mark.parametrize("name", ["daemon/motiad/utils.py", "motia_desktop/helpers/x.py", "tests/common.py"])
def test_a_name_that_says_nothing_is_found(name):
    assert says_nothing([name, "daemon/motiad/store/rows.py", "docs/tools/x.md"]) == [name]


@pytest.mark.parametrize(
    ("test", "found"),
    [
        ("tests/daemon/store/test_rows.py", False),
        ("tests/daemon/store/test_rows_kill.py", False),
        ("tests/daemon/store/test_migrations.py", False),
        ("tests/daemon/store/test_cows.py", True),
        ("tests/daemon/test_rows.py", True),
        ("tests/desktop/store/test_rows.py", True),
        ("tests/contract/test_anything.py", False),
    ],
)
def test_a_test_of_nothing_is_found(test, found):
    sources = ["daemon/motiad/store/rows.py", "daemon/motiad/store/migrations/0001.sql"]
    assert strays([*sources, test]) == ([test] if found else [])


@pytest.mark.parametrize(
    ("line", "found"),
    [
        *((f"see /{place}/main", True) for place in PLACES),
        *((f"https://{host}.example/x", True) for host in REGISTRIES),
        ("the network/work/life balance", False),
        ("{base}" + "/work" + "/x and ./work/ and ../root/", False),
        ("https://motia.cloud", False),
    ],
)
def test_a_line_of_this_machine_is_found(line, found):
    assert bool(of_this_machine([("file", f"first\n{line}")])) is found


@pytest.mark.parametrize(
    "line", ["uv @ https://host.example/uv.whl", "--index-url https://host.example", "--find-links /wheels"]
)
def test_a_host_in_a_requirements_lock_is_found(line):
    assert lock_hosts(f"a==1 \\\n    --hash=sha256:00\n{line}\n")
    assert lock_hosts("a==1 \\\n    --hash=sha256:00\n") == []


def test_a_requirement_without_a_hash_or_a_version_is_found():
    good = "a==1 ; python_version < '3.12' \\\n    --hash=sha256:00 \\\n    --hash=sha256:01\n"
    assert lock_gaps("requirements.lock", good) == []
    assert lock_gaps("requirements.lock", f"{good}b==2\nc>=3 \\\n    --hash=sha256:00\n{good}") == ["b==2", "c>=3"]


def test_a_host_or_a_missing_hash_in_an_npm_lock_is_found():
    entry = {"version": "1.0.0", "integrity": "sha512-x"}
    packages = {"": {"name": "x"}, "node_modules/a": entry, "node_modules/b": {"resolved": "b", "link": True}}
    good = json.dumps({"packages": packages})
    assert lock_hosts(good) == []
    assert lock_gaps("x/package-lock.json", good) == []
    bad = json.dumps({"packages": {"node_modules/a": {"resolved": "https://host.example/a.tgz"}}})
    assert lock_hosts(bad) == ["https://host.example/a.tgz"]
    assert lock_hosts(json.dumps({"funding": [{"url": "https://host.example/me"}]})) == ["https://host.example/me"]
    assert lock_gaps("x/package-lock.json", bad) == ["node_modules/a"]


@pytest.mark.parametrize("pin", ["motiad==1.1", "motiad>=1.0", "motiad", "qasync"])
def test_a_pin_that_is_not_exactly_the_version_is_found(pin):
    project = {"project": {"version": "1.0", "dependencies": [pin]}}
    assert len(versions(project, {"project": {"version": "1.0"}})) > 1
    assert len(versions({"project": {"version": "1.0", "dependencies": ["motiad==1.0"]}}, project)) == 1


def test_only_text_is_read(tmp_path: Path):
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\0\xff")
    assert list(texts([str(tmp_path / "picture.png")])) == []
