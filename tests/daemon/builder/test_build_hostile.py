"""Projects are not trusted: what a step does while it is read is contained, bounded and reported under its name."""

import os
import re
import resource
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from motiad.builder import memory_limit
from motiad.deployments.events import Logged
from motiad.deployments.sanitise import sanitise
from motiad.errors import MotiadError

Make = Callable[[dict[str, str]], Path]
HANDLER = "export const handler = () => {}\n"
OK = f"export const config = {{ type: 'event', name: 'Ok', subscribes: ['a'], emits: [] }}\n{HANDLER}"
PYTHON_OK = (
    "config = {'type': 'event', 'name': 'PyOk', 'subscribes': ['a'], 'emits': []}\nasync def handler(i, c): pass\n"
)


def config(name: str, more: str) -> str:
    return f"export const config = {{ type: 'event', name: '{name}', subscribes: ['a'], emits: [], {more} }}\n{HANDLER}"


@pytest.mark.node
@pytest.mark.parametrize(
    "pattern",
    [
        "../../outside.txt",
        "../../../../../../../../../../etc/passwd",
        "/etc/passwd",
        "/etc/pass*",
        "link.txt",
        "folder/outside.txt",
        "folder/**",
        "zero",
        "pipe",
        "p*",
        "circle",
        "circ*",
        "circle/**",
        "*/../../../**",
        "x" * 5000,
        "a\\0b",
        "/**/passwd",
        "../../../../../../../../../../**/passwd",
        "root/**/passwd",
    ],
)
async def test_included_files_stay_in_the_project(node_project: Make, build: Any, tmp_path: Path, pattern: str) -> None:
    project = node_project({"src/a.step.ts": config("A", f"includeFiles: ['{pattern}']")})
    (tmp_path / "outside.txt").write_text("of somebody else")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "outside.txt").write_text("of somebody else")
    links = {
        "link.txt": tmp_path / "outside.txt",
        "folder": tmp_path / "elsewhere",
        "zero": "/dev/zero",
        "root": "/",
        "circle": "circle",
    }
    for name, target in links.items():
        (project / "src" / name).symlink_to(target)
    os.mkfifo(project / "src" / "pipe")
    with pytest.raises(MotiadError) as caught:
        await build(project)
    assert caught.value.code == "BUILD_FAILED"
    assert "includeFiles" in build.told.failures["src/a.step.ts"]
    assert not list(build.told.output.rglob("*.zip"))


@pytest.mark.node
async def test_a_link_to_everything_is_not_walked_through(node_project: Make, build: Any) -> None:
    """`**` finds what is in the project; links to folders are not followed, in circles least of all."""
    project = node_project({"src/a.step.ts": config("A", "includeFiles: ['**/*.txt']"), "src/t/x.txt": "x"})
    for name, target in {"root": "/", "again": ".", "more": ".", "up": "..", "circle": "circle"}.items():
        (project / "src" / name).symlink_to(target)
    await build(project)
    assert "src/t/x.txt" in build.told.entries("node/src/a.step.zip")


@pytest.mark.node
@pytest.mark.parametrize(
    "name", ["a b.step.ts", "a'\";$(touch x).step.ts", "ä\u202e.step.ts", "-rf.step.ts", "a\nb.step.ts"]
)
async def test_odd_file_names_stay_names(node_project: Make, build: Any, name: str) -> None:
    """Whatever a step is called, it is built, or a problem is told; no zip leads out of where it is unpacked."""
    project = node_project({f"src/{name}": OK})
    try:
        await build(project)
    except MotiadError as error:
        assert error.code in {"BUILD_FAILED", "NO_STEPS"}
    assert not (project / "x").exists()
    for path in build.told.output.rglob("*.zip"):
        with zipfile.ZipFile(path) as archive:
            for entry in archive.namelist():
                assert not entry.startswith(("/", "\\")) and ".." not in entry.split("/"), entry


PRINTING = """
console.log('\\u001b[2J\\u001b]0;owned\\u0007\\u001b]8;;http://evil.example\\u0007click\\u001b]8;;\\u0007')
console.log('\\u001bP+q544e\\u001b\\\\ \\u009b31m\\u009d0;title\\u009c <b>bold</b> \\u001b[31mred\\u001b[0m')
process.stdout.write('x'.repeat(6 * 1024 * 1024) + '\\n')
"""


@pytest.mark.node
async def test_what_a_step_prints_is_shown_as_text(node_project: Make, build: Any) -> None:
    await build(node_project({"src/a.step.ts": PRINTING + OK}))
    shown = [sanitise(line) for line in build.told.lines]
    assert any("click" in line for line in shown) and any("\x1b[31mred\x1b[0m" in line for line in shown)
    for line in shown:
        plain = line.replace("\x1b[31m", "").replace("\x1b[0m", "")
        assert not any((ord(char) < 32 and char != "\t") or 0x7F <= ord(char) < 0xA0 for char in plain), plain[:200]
        assert "owned" not in line and "title" not in line and "evil.example" not in line
    assert sum(map(len, build.told.lines)) < 5 * 1024 * 1024, "what is beyond 4 MiB is dropped"
    assert all(isinstance(event, Logged) for event in build.told.of(Logged))


@pytest.mark.node
async def test_all_that_is_printed_is_kept(node_project: Make, build: Any) -> None:
    printing = "for (let n = 0; n < 10000; n++) console.log(`line ${n} ${'.'.repeat(100)}`)\n"
    await build(node_project({"src/a.step.ts": printing + OK}))
    assert sum(line.startswith("line ") for line in build.told.lines) == 10_000


NODE_TROUBLE = {
    "exits.step.js": "process.exit(0)\n",
    "reallyExits.step.js": "process.reallyExit(0)\n",
    "aborts.step.js": "process.abort()\n",
    "throws.step.js": "throw { toString() { throw new Error('no') } }\n",
    "hangs.step.js": "while (true) {}\n",
    "closes.step.js": "for (let fd = 3; fd < 100; fd++) try { require('fs').closeSync(fd) } catch {}\n",
    "lies.step.js": 'require(\'fs\').writeSync(3, \'{"read": "src/ok.step.js", "config": {}}\\n\')\n',
}


@pytest.mark.node
async def test_node_steps_that_misbehave_while_they_are_read(node_project: Make, build: Any) -> None:
    files = {f"src/{name}": trouble + OK.replace("'Ok'", f"'{name[:5]}'") for name, trouble in NODE_TROUBLE.items()}
    with pytest.raises(MotiadError) as caught:
        await build(node_project({**files, "src/zz.step.js": OK}), load_timeout=5.0)
    assert caught.value.code == "BUILD_FAILED"
    failed = set(build.told.failures)
    expected = {"exits", "reallyExits", "aborts", "throws", "hangs"}
    assert {f"src/{name}.step.js" for name in expected} <= failed, build.told.failures
    assert "src/zz.step.js" not in failed, "the one that is well has nothing to do with it"


PYTHON_TROUBLE = {
    "exits_step.py": "import sys; sys.exit(0)\n",
    "really_exits_step.py": "import os; os._exit(0)\n",
    "aborts_step.py": "import os; os.abort()\n",
    "hangs_step.py": "while True: pass\n",
    "prints_step.py": "print('\\x1b]0;owned\\x07hello', flush=True); import sys; sys.stdout.close()\n",
}


async def test_python_steps_that_misbehave_while_they_are_read(project: Make, build: Any) -> None:
    files = {
        f"src/{name}": trouble + PYTHON_OK.replace("PyOk", name.removesuffix("_step.py"))
        for name, trouble in PYTHON_TROUBLE.items()
    }
    with pytest.raises(MotiadError):
        await build(project({**files, "src/zz_step.py": PYTHON_OK}), load_timeout=5.0)
    expected = {f"src/{name}_step.py" for name in ("exits", "really_exits", "aborts", "hangs")}
    assert expected <= set(build.told.failures), build.told.failures
    assert "src/zz_step.py" not in build.told.failures


GREEDY_NODE = {
    "heap": "const hold = []\nwhile (hold.length < 512) hold.push(new Array(1024 * 1024).fill(hold.length))\n",
    "buffers": "const hold = []\nwhile (hold.length < 16) hold.push(Buffer.alloc(256 * 1024 * 1024, 1))\n",
    "shared": "const hold = []\nwhile (hold.length < 16) {\n"
    "  const part = new Uint8Array(new SharedArrayBuffer(256 * 1024 * 1024))\n  part.fill(1)\n  hold.push(part)\n}\n",
}
GREEDY_PYTHON = {
    "bytes": "hold = bytearray(4 * 1024 ** 3)\nhold[::4096] = b'x' * (len(hold) // 4096)\n",
    "objects": "hold = []\nwhile len(hold) < 4096:\n    hold.append(bytes([1]) * 1024 ** 2)\n",
    "mapped": "import mmap\nhold = mmap.mmap(-1, 4 * 1024 ** 3)\nfor at in range(0, len(hold), 4096): hold[at] = 1\n",
}
"""Each takes 4 GiB, and touches it."""


@pytest.mark.node
async def test_node_steps_that_want_4_gb_are_stopped_and_named(
    node_project: Make, build: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory_limit, "MOST", 768 * 1024**2)  # Node takes its time to fill the usual 2 GiB
    greedy = {f"src/{name}.step.js": code + OK.replace("'Ok'", f"'{name}'") for name, code in GREEDY_NODE.items()}
    await check_greedy(build, node_project({**greedy, "src/zz.step.js": OK}), set(greedy))


async def test_python_steps_that_want_4_gb_are_stopped_and_named(project: Make, build: Any) -> None:
    greedy = {f"src/{name}_step.py": code + PYTHON_OK.replace("PyOk", name) for name, code in GREEDY_PYTHON.items()}
    await check_greedy(build, project({**greedy, "src/zz_step.py": PYTHON_OK}), set(greedy))


async def check_greedy(build: Any, project: Path, greedy: set[str]) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    with pytest.raises(MotiadError) as caught:
        await build(project)
    assert caught.value.code == "BUILD_FAILED"
    assert "let the handler load what is large" in (caught.value.hint or "")
    assert set(build.told.failures) == greedy, build.told.failures
    for failure in build.told.failures.values():
        assert re.search(r"loading it takes more than [\d.]+ [GM]iB of memory", failure), failure
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= max(before, 2.5 * 1024**2), "KiB; none had more"


async def test_memory_that_another_step_holds_is_nobodys_fault(
    project: Make, build: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory_limit, "MOST", 768 * 1024**2)
    keeping = "import sys\nsys.kept = getattr(sys, 'kept', []) + [bytearray(400 * 1024 ** 2)]\n"
    files = {f"src/{name}_step.py": keeping + PYTHON_OK.replace("PyOk", name) for name in ("a", "b", "c")}
    await build(project(files))
    assert set(build.told.built) == set(files)
