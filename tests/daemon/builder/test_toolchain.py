import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from motiad.builder.toolchain import (
    Tool,
    find_esbuild,
    find_newer_python,
    find_node,
    find_python,
    find_uv,
)
from motiad.errors import MotiadError

Make = Callable[[dict[str, str]], Path]


def program(folder: Path, name: str, script: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.mark.node
async def test_finds_this_machines_tools() -> None:
    node, python, uv = await find_node(os.environ), await find_python(os.environ), await find_uv(os.environ)
    assert node.at_least((20,))
    assert python.path == Path(sys.executable)
    assert uv.name == "uv"


@pytest.mark.parametrize("script", ["echo v18.20.0", "exit 1", "sleep 0; echo no version"])
async def test_a_node_that_is_old_or_broken_is_missing(tmp_path: Path, script: str) -> None:
    program(tmp_path, "node", script)
    with pytest.raises(MotiadError) as caught:
        await find_node({"PATH": str(tmp_path)})
    assert caught.value.code == "NODE_MISSING"
    assert "Install Node.js 20" in str(caught.value.hint)


async def test_no_node_at_all(tmp_path: Path) -> None:
    with pytest.raises(MotiadError, match="not found on the PATH"):
        await find_node({"PATH": str(tmp_path)})


async def test_esbuild_missing_says_how_to_get_it(project: Make, tmp_path: Path) -> None:
    with pytest.raises(MotiadError) as caught:
        await find_esbuild(project({"package.json": "{}"}), {"PATH": str(tmp_path)})
    assert caught.value.code == "ESBUILD_MISSING"
    assert "npm install --save-dev --save-exact esbuild@0.25.12" in str(caught.value.hint)


async def test_esbuild_comes_from_the_project(node_project: Make, tmp_path: Path) -> None:
    tool = await find_esbuild(node_project({}), {"PATH": ""})
    assert tool.path.parts[-3:-1] != ("node_modules", ".bin")
    assert tool.version == "0.25.12"
    assert tool.path.read_bytes()[:2] != b"#!"  # the binary itself, not the script that starts it


async def test_esbuild_is_found_in_a_folder_above(node_project: Make) -> None:
    above = node_project({"apps/shop/src/a.step.ts": ""})
    assert (await find_esbuild(above / "apps" / "shop", {"PATH": ""})).version == "0.25.12"


async def test_esbuild_is_found_where_pnpm_puts_it(project: Make, prepared_sample: Path) -> None:
    folder = project({"package.json": "{}"})
    store = folder / "node_modules" / ".pnpm" / "esbuild@0.25.12" / "node_modules"
    store.mkdir(parents=True)
    (store / "esbuild").mkdir()
    (store / "@esbuild").symlink_to(prepared_sample / "node_modules" / "@esbuild")
    (folder / "node_modules" / "esbuild").symlink_to(store / "esbuild")
    assert (await find_esbuild(folder, {"PATH": ""})).path.is_file()


async def test_esbuild_on_the_path_will_do(project: Make, tmp_path: Path) -> None:
    path = program(tmp_path / "bin", "esbuild", "echo 0.25.1")
    tool = await find_esbuild(project({"package.json": "{}"}), {"PATH": str(tmp_path / "bin")})
    assert tool == Tool("esbuild", path, "0.25.1")


async def test_an_old_esbuild_is_turned_away(project: Make, tmp_path: Path) -> None:
    program(tmp_path / "bin", "esbuild", "echo 0.14.0")
    with pytest.raises(MotiadError, match=r"esbuild 0\.14\.0 is too old"):
        await find_esbuild(project({"package.json": "{}"}), {"PATH": str(tmp_path / "bin")})


async def test_a_newer_python_is_looked_for_only_when_it_is_newer(tmp_path: Path) -> None:
    newer = program(tmp_path, "python3.13", "echo Python 3.13.2")
    environ = {"PATH": str(tmp_path)}
    assert await find_newer_python(Tool("python", Path("p"), "3.11.7"), "3.13", environ) == Tool(
        "python", newer, "3.13.2"
    )
    assert await find_newer_python(Tool("python", Path("p"), "3.13.0"), "3.13", environ) is None
    assert await find_newer_python(Tool("python", Path("p"), "3.11.7"), "3.14", environ) is None
