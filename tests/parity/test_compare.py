"""The comparison itself: it must not pass what differs."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

COMPARE = Path(__file__).with_name("compare.py")
ROUTER = "var a = {config: {name: 'A'}}; module.exports = { routerPaths: { 'GET /a': { stepName: 'A', ...a } } }"


def output(folder: Path, config: dict[str, Any], files: dict[str, str], python: dict[str, str]) -> Path:
    folder.mkdir()
    step = {"type": "node", "entrypointPath": "/src/a.step.js", "config": config, "filePath": f"{folder}/src/a.step.ts"}
    manifest = {"steps": {"node/src/a.step.zip": step}, "streams": {}, "routers": {"node": "router-node.zip"}}
    (folder / "motia.steps.json").write_text(json.dumps(manifest))
    pack(folder / "node/src/a.step.zip", files)
    pack(folder / "python/src/b_step.zip", python)
    pack(folder / "router-node.zip", {"router.js": ROUTER})
    return folder


def pack(path: Path, files: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)


CONFIG: dict[str, Any] = {"name": "A", "emits": []}
FILES = {"src/a.step.js": "a"}
PYTHON = {"src/b_step.py": "b", "x-1.dist-info/RECORD": "x.py,,\n"}


def compare(tmp_path: Path, ours: Path) -> tuple[int, list[str]]:
    scripts = {
        "x-1.dist-info/RECORD": "bin/x,sha,1\nx.py,,\nx-1.dist-info/uv_cache.json,,\n",
        ".lock": "",
        "bin/x": "#!",
        "src/": "",
        "x-1.dist-info/uv_cache.json": "{}",
    }
    theirs = output(tmp_path / "theirs", {**CONFIG, "middleware": [None]}, FILES, {**PYTHON, **scripts})
    command = [sys.executable, COMPARE, theirs, ours]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert not ended.stderr
    return ended.returncode, ended.stdout.splitlines()


@pytest.mark.node
def test_passes_what_is_meant(tmp_path: Path) -> None:
    ours = output(tmp_path / "ours", {**CONFIG, "middleware": []}, FILES, {**PYTHON, "src/__init__.py": "X = 1"})
    assert compare(tmp_path, ours) == (0, ["no differences"])


@pytest.mark.node
def test_names_every_difference(tmp_path: Path) -> None:
    ours = output(tmp_path / "ours", {"name": "B"}, {"src/a.step.js": "c", "more": ""}, {})
    (ours / "python/src/b_step.zip").unlink()
    pack(ours / "router-node.zip", {"router.js": ROUTER.replace("GET", "PUT")})
    code, lines = compare(tmp_path, ours)
    assert code == 1
    assert lines == [
        "motia.steps.json > steps > node/src/a.step.zip > config > emits: only the official build has it",
        'motia.steps.json > steps > node/src/a.step.zip > config > name: official "A", ours "B"',
        "python/src/b_step.zip: only the official build has it",
        "node/src/a.step.zip > more: only our build has it",
        "node/src/a.step.zip > src/a.step.js: the contents differ (1 and 1 bytes)",
        "router-node.zip exports > GET /a: only the official build has it",
        "router-node.zip exports > PUT /a: only our build has it",
    ]
