"""Python steps from sources to zips, with a real interpreter and uv, and wheels made here."""

import asyncio
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from motiad.builder import refresh
from motiad.builder.toolchain import Tool, find_newer_python
from motiad.errors import MotiadError

from .conftest import write

Make = Callable[[dict[str, str]], Path]

EVENT = '"type": "event", "subscribes": ["x"], "emits": []'


def event(name: str, head: str = "") -> str:
    return f'{head}\nconfig = {{{EVENT}, "name": "{name}"}}\nasync def handler(input, context): ...\n'


async def files_of(build: Any, project: Path) -> list[str]:
    await build(project)
    return [name for name in build.told.entries("python/src/a_step.zip") if name.endswith(".py")]


async def test_packs_a_step_with_its_packages(project: Make, build: Any, wheels: Callable[..., None]) -> None:
    folder = project(
        {
            "requirements.txt": "--no-index\n--find-links wheels\ntiny-base  # why\nunused\nbig_lib==1.0\n",
            "src/a_step.py": event("A", "import big\nimport json"),
            "src/b_step.py": event("B"),
            "src/lib/__init__.py": "",
        }
    )
    wheels(folder / "wheels", "big-lib", {"big/__init__.py": "from tiny import HELLO\n"}, ("tiny-base",))
    wheels(folder / "wheels", "tiny-base", {"tiny/__init__.py": "HELLO = 'hi'\n"})
    wheels(folder / "wheels", "unused", {"unused.py": ""})
    built = await build(folder)
    assert build.told.steps == {"src/a_step.py": ("python", "event"), "src/b_step.py": ("python", "event")}
    entries = build.told.entries("python/src/a_step.zip")
    assert {"big/__init__.py", "tiny/__init__.py", "big_lib-1.0.dist-info/METADATA", "src/a_step.py"} <= set(entries)
    assert not [name for name in entries if "unused" in name or name.startswith((".lock", "bin/"))]
    assert build.told.content("python/src/a_step.zip", "requirements.txt") == "big_lib==1.0"
    assert build.told.entries("python/src/b_step.zip") == ["src/b_step.py"]
    assert built.manifest.steps["python/src/a_step.zip"]["entrypointPath"] == "/src/a_step.py"
    assert "Resolved big-lib==1.0, tiny-base==1.0" in build.told.lines
    first = (build.told.output / "python/src/a_step.zip").read_bytes()
    await build(folder)
    assert (build.told.output / "python/src/a_step.zip").read_bytes() == first
    assert "Resolved big-lib==1.0, tiny-base==1.0" in build.told.lines, "also when a kept set is used again"


async def test_a_kept_set_is_resolved_again_when_asked(project: Make, build: Any, wheels: Callable[..., None]) -> None:
    requirements = "--no-index\n--find-links wheels\ntiny\n"
    folder = project({"requirements.txt": requirements, "src/a_step.py": event("A", "import tiny")})
    wheels(folder / "wheels", "tiny", {"tiny.py": "HELLO = 'one'\n"})
    await build(folder)
    wheels(folder / "wheels", "tiny", {"tiny.py": "HELLO = 'two'\n"}, version="1.1")
    await build(folder)
    assert "Resolved tiny==1.0" in build.told.lines
    assert "one" in build.told.content("python/src/a_step.zip", "tiny.py")
    refresh(build.cache)
    await build(folder)
    assert "Resolved tiny==1.1" in build.told.lines
    assert "two" in build.told.content("python/src/a_step.zip", "tiny.py")


async def test_other_days_and_other_folders_give_the_same_bytes(
    tmp_path: Path, build: Any, wheels: Callable[..., None]
) -> None:
    api = '\nimport tiny\nconfig = {"type": "api", "name": "B", "method": "GET", "path": "/b"}\n'
    files = {
        "requirements.txt": "--no-index\n--find-links wheels\ntiny\n",
        "src/a_step.py": event("A", "import tiny\nfrom src.lib.x import y"),
        "src/b_step.py": api + "async def handler(request, context): ...\n",
        "src/lib/x.py": "y = 1\n",
    }
    outputs = []
    for name, day in {"one": 1_600_000_000, "a/longer path": 1_700_000_000}.items():
        folder = write(tmp_path.resolve() / name, files)
        wheels(folder / "wheels", "tiny", {"tiny.py": "", "tiny-1.0.data/scripts/tiny": "#!python\n"})
        for path in folder.rglob("*"):
            os.utime(path, (day, day))
        build.cache = tmp_path / f"cache of {name.partition('/')[0]}"
        build.told.output = folder / "out"
        await build(folder)
        zips = sorted((folder / "out").rglob("*.zip"))
        outputs.append({path.relative_to(folder).as_posix(): path.read_bytes() for path in zips})
    assert outputs[0].keys() == {"out/python/src/a_step.zip", "out/python/src/b_step.zip", "out/router-python.zip"}
    assert outputs[0] == outputs[1]


MODERN = """
import asyncio, urllib.parse
import collections.abc
from concurrent.futures import ThreadPoolExecutor
from os import path
import tomllib, zoneinfo
try:
    import ujson as json
except ImportError:
    import json
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from nowhere import Nothing

def first(value, /, *, other=1_000):
    match value:
        case {"x": y}:
            return y
    try:
        pass
    except* ValueError:
        pass
    if (n := 3) > 2:
        return n

def opened():
    with (open("a") as a, open("b") as b):
        return a, b
"""


async def test_reads_modern_python(project: Make, build: Any) -> None:
    assert await files_of(build, project({"src/a_step.py": event("A", MODERN)})) == ["src/a_step.py"]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("from src import services", ["src/a_step.py", "src/services/__init__.py"]),
        ("from src.services import a, b", ["src/services/__init__.py", "src/services/a.py", "src/services/b.py"]),
        ("import src.services.a, src.plain.c", ["src/plain/c.py", "src/services/__init__.py", "src/services/a.py"]),
        ("from . import near", ["src/near.py"]),
        ("from .services.a import A", ["src/services/a.py"]),
        ("from src.services.uses import D", ["src/services/uses.py", "src/plain/c.py"]),
        ("def later():\n    from src.plain import c", ["src/plain/c.py"]),
        (
            "import sys, os\nsys.path.insert(0, os.path.join(os.path.dirname(__file__)))\nfrom services.a import A",
            ["src/services/a.py", "src/services/__init__.py"],
        ),
        ("import importlib\nc = importlib.import_module('src.plain.c')", ["src/plain/c.py"]),
    ],
)
async def test_follows_imports(project: Make, build: Any, head: str, expected: list[str]) -> None:
    folder = project(
        {
            "src/a_step.py": event("A", head),
            "src/near.py": "",
            "src/services/__init__.py": "S = 1\n",
            "src/services/a.py": "A = 1\n",
            "src/services/b.py": "B = 1\n",
            "src/services/uses.py": "from ..plain.c import C as D\n",
            "src/plain/c.py": "C = 1\n",
            "src/plain/unused.py": "",
        }
    )
    files = await files_of(build, folder)
    assert set(expected) <= set(files)
    assert "src/plain/unused.py" not in files


async def test_takes_the_packages_above_when_they_hold_code(project: Make, build: Any) -> None:
    files = {"src/a_step.py": event("A", "from src.x.y.m import M"), "src/x/y/m.py": "M = 1", "src/x/y/__init__.py": ""}
    folder = project({**files, "src/x/__init__.py": "", "src/__init__.py": "CODE = 1\n"})
    assert await files_of(build, folder) == ["src/__init__.py", "src/a_step.py", "src/x/y/__init__.py", "src/x/y/m.py"]


async def test_no_step_sees_what_another_did(project: Make, build: Any) -> None:
    folder = project(
        {
            "src/state.py": "seen = []\n",
            "src/a_step.py": event(
                "A", "import sys\nfrom src import state\nstate.seen.append(1)\nsys.path.append('/x')"
            ),
            "src/b_step.py": 'import sys\nfrom src.state import seen\nconfig = {"type": "event", "name": "B", '
            '"subscribes": [f"{len(seen)}{chr(47) + chr(120) in sys.path}"]}\n',
        }
    )
    built = await build(folder)
    assert built.manifest.steps["python/src/b_step.zip"]["config"]["subscribes"] == ["0False"]


async def test_the_router_and_streams(project: Make, build: Any) -> None:
    api = 'config = {"type": "api", "name": "A", "method": "GET", "path": "/a", "responseSchema": {200: {}}}\n'
    stream = 'config = {"name": "s", "schema": {}, "baseConfig": {"storageType": "default"}}\n'
    folder = project({"src/a_step.py": api, "src/s_stream.py": stream, "src/b_step.py": event("B")})
    built = await build(folder)
    assert built.manifest.routers == {"python": "router-python.zip"}
    assert built.manifest.streams == {"s": {"name": "s", "storageType": "default"}}
    assert built.manifest.steps["python/src/a_step.zip"]["config"]["responseSchema"] == {"200": {}}
    assert build.told.entries("router-python.zip") == ["router.py", "src/a_step.py"]
    assert "'GET /a'" in build.told.content("router-python.zip", "router.py").replace('"', "'")


async def test_every_broken_step_is_named_in_one_run(project: Make, build: Any) -> None:
    folder = project(
        {
            "src/broken.py": "x = = 1\n",
            "src/a_step.py": event("A", "from src.broken import x"),
            "src/b_step.py": "config = {\n  'name': 'B'\n  'x': 1 }\n",
            "src/c_step.py": event("C", "import nowhere"),
            "src/d_step.py": "import os\n\nconfig = {'name': os.environ['NO_SUCH']}\n",
            "src/e_step.py": "raise SystemExit(3)\n",
            "src/f_step.py": "import os\nos._exit(4)\n",
            "src/g_step.py": f"class G: ...\nconfig = {{{EVENT}, 'name': 'G', 'x': G()}}\n",
            "src/h_step.py": "handler = None\n",
            "src/ok_step.py": event("Ok"),
        }
    )
    with pytest.raises(MotiadError) as caught:
        await build(folder)
    assert caught.value.code == "BUILD_FAILED"
    assert caught.value.message.startswith("src/broken.py:1:5: invalid syntax (7 other steps")
    failures = build.told.failures
    assert list(build.told.built) == ["src/ok_step.py"]
    assert failures["src/a_step.py"].startswith("src/broken.py:1:5: invalid syntax\n  1 │ x = = 1\n    ╵     ^")
    assert failures["src/b_step.py"].startswith("src/b_step.py:")
    assert "No module named 'nowhere'" in failures["src/c_step.py"]
    assert failures["src/d_step.py"].startswith("src/d_step.py:3:19: KeyError: 'NO_SUCH'\n")
    assert "\n  3 │ config = {'name': os.environ['NO_SUCH']}\n    ╵                   ^\n" in failures["src/d_step.py"]
    assert "project's .env" in failures["src/d_step.py"]
    assert "SystemExit: 3" in failures["src/e_step.py"]
    assert "ended the process that loads it (exit code 4)" in failures["src/f_step.py"]
    assert "its config holds a G" in failures["src/g_step.py"]
    assert "no `config` dict" in failures["src/h_step.py"]


async def test_newer_syntax_is_explained_where_only_an_older_python_is(project: Make, build: Any) -> None:
    build.environ["MOTIA_PYTHON_VERSION"] = "3.99"
    with pytest.raises(MotiadError):
        await build(project({"src/a_step.py": "type X = = int\n"}))
    assert "for newer syntax put python3.99 on the PATH" in build.told.failures["src/a_step.py"]


async def test_packages_that_cannot_be_installed_are_named(project: Make, build: Any) -> None:
    folder = project({"requirements.txt": "--no-index\nno-such-thing==1.0\n", "src/a_step.py": event("A")})
    with pytest.raises(MotiadError, match=r"no-such-thing==1\.0 cannot be installed") as caught:
        await build(folder)
    assert caught.value.code == "BUILD_FAILED"


async def test_leaves_no_bytecode_in_the_project(project: Make, build: Any) -> None:
    folder = project({"src/a_step.py": event("A", "from src.lib import x"), "src/lib.py": "x = 1\n"})
    await build(folder)
    assert not list(folder.rglob("__pycache__"))


async def test_cancelling_ends_the_children(project: Make, build: Any, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    text = f"import os, time\nopen({str(note)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)\n"
    task = asyncio.create_task(build(project({"src/a_step.py": text})))
    async with asyncio.timeout(60):
        while not (note.exists() and note.read_text()):
            await asyncio.sleep(0.02)
    task.cancel()
    async with asyncio.timeout(60):
        with pytest.raises(asyncio.CancelledError):
            await task
    if sys.platform == "linux":
        assert not Path("/proc", note.read_text()).exists()
    assert list((build.cache / "work").iterdir()) == []
    assert json.dumps(build.told.failures) == "{}"


async def test_newer_syntax_is_read_by_a_newer_python(project: Make, build: Any) -> None:
    newer = await find_newer_python(Tool("python", Path(sys.executable), "3.11.0"), "3.13", build.environ)
    if newer is None or sys.version_info >= (3, 12):
        pytest.skip("needs python3.13 on the PATH, and a daemon on an older one")
    built = await build(
        project({"src/a_step.py": event("A", "type Name = str\nfrom src.lib import f"), "src/lib.py": "f = 1"})
    )
    assert built.manifest.steps["python/src/a_step.zip"]["config"]["name"] == "A"
    assert build.told.entries("python/src/a_step.zip") == ["src/a_step.py", "src/lib.py"]
