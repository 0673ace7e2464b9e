"""Finds the programs a build needs, and says how to get those that are missing."""

import asyncio
import json
import platform
import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import uv

from motiad.builder.environment import child_environment
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError

NODE_MINIMUM = (20, 0)
ESBUILD_MINIMUM = (0, 21)
ESBUILD_PINNED = "0.25.12"
"""The version our hints ask for: the line the official build uses."""
PYTHON_MINIMUM = (3, 11)

PROBE_TIMEOUT = 10.0
"""Seconds a program has to tell its version."""

NODE_HINT = f"Install Node.js {NODE_MINIMUM[0]} or newer (https://nodejs.org) so that `node` is on your PATH."
ESBUILD_HINT = (
    f"Run `npm install --save-dev --save-exact esbuild@{ESBUILD_PINNED}` in the project, "
    "or `npm install` when its package.json already names esbuild."
)
PYTHON_HINT = f"Install Python {'.'.join(map(str, PYTHON_MINIMUM))} or newer so that `python3` is on your PATH."
UV_HINT = "Install uv (`pip install uv`) so that it is on your PATH."

_ARCHITECTURES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}
_PLATFORMS = {"Linux": "linux", "Darwin": "darwin", "Windows": "win32"}


@dataclass(frozen=True)
class Tool:
    """A program that was found; `version` as it names itself, without a leading v."""

    name: str
    path: Path
    version: str

    def at_least(self, minimum: tuple[int, ...]) -> bool:
        """Compare the version's leading numbers."""
        return _numbers(self.version)[: len(minimum)] >= minimum


async def find_node(environ: Mapping[str, str]) -> Tool:
    """Return the `node` on PATH. Raises `MotiadError` (NODE_MISSING) when there is none or it is too old."""
    path = await _on_path("node", environ)
    tool = await _probe("node", Path(path), environ, "--version") if path else None
    if tool is None:
        raise MotiadError(ErrorCode.NODE_MISSING, "Node.js was not found on the PATH.", hint=NODE_HINT)
    if not tool.at_least(NODE_MINIMUM):
        raise MotiadError(ErrorCode.NODE_MISSING, f"{tool.path} is Node.js {tool.version}, too old.", hint=NODE_HINT)
    return tool


async def find_esbuild(project: Path, environ: Mapping[str, str]) -> Tool:
    """Return the project's own esbuild, looked for as Node does from the folder upwards, else the one on PATH.

    Raises `MotiadError` (ESBUILD_MISSING) when there is none or it is too old.
    """
    tool = await asyncio.to_thread(_project_esbuild, project)
    if tool is None:
        path = await _on_path("esbuild", environ)
        tool = await _probe("esbuild", Path(path), environ, "--version") if path else None
    if tool is None:
        raise MotiadError(
            ErrorCode.ESBUILD_MISSING, f"esbuild was found neither in {project} nor on the PATH.", hint=ESBUILD_HINT
        )
    if not tool.at_least(ESBUILD_MINIMUM):
        raise MotiadError(ErrorCode.ESBUILD_MISSING, f"esbuild {tool.version} is too old.", hint=ESBUILD_HINT)
    return tool


async def find_python(environ: Mapping[str, str]) -> Tool:
    """Return the interpreter that reads Python steps: the daemon's own, or `python3` where motiad is frozen.

    Raises `MotiadError` (BUILD_FAILED) when there is none.
    """
    if not getattr(sys, "frozen", False):
        return Tool("python", Path(sys.executable), platform.python_version())
    path = await _on_path("python3", environ)
    tool = await _probe("python", Path(path), environ, "--version") if path else None
    if tool is None or not tool.at_least(PYTHON_MINIMUM):
        raise MotiadError(ErrorCode.BUILD_FAILED, "No usable Python was found on the PATH.", hint=PYTHON_HINT)
    return tool


async def find_newer_python(current: Tool, version: str, environ: Mapping[str, str]) -> Tool | None:
    """Return an interpreter of `version` ("3.13") on PATH, if `current` is older: it reads newer syntax."""
    if current.at_least(_numbers(version)):
        return None
    path = await _on_path(f"python{version}", environ)
    tool = await _probe("python", Path(path), environ, "--version") if path else None
    return tool if tool and tool.at_least(_numbers(version)) else None


async def find_uv(environ: Mapping[str, str]) -> Tool:
    """Return the uv that motiad depends on, else the one on PATH. Raises `MotiadError` (UV_MISSING)."""
    try:
        found: str | None = await asyncio.to_thread(uv.find_uv_bin)
    except FileNotFoundError:
        found = await _on_path("uv", environ)
    tool = await _probe("uv", Path(found), environ, "--version") if found else None
    if tool is None:
        raise MotiadError(ErrorCode.UV_MISSING, "uv was not found.", hint=UV_HINT)
    return tool


async def _on_path(name: str, environ: Mapping[str, str]) -> str | None:
    return await asyncio.to_thread(shutil.which, name, path=environ.get("PATH"))


def _project_esbuild(project: Path) -> Tool | None:
    """Return the platform binary beside the `esbuild` package: starting it needs no Node. Blocks on file reading."""
    target = f"{_PLATFORMS.get(platform.system())}-{_ARCHITECTURES.get(platform.machine().lower())}"
    binary = "esbuild.exe" if platform.system() == "Windows" else "bin/esbuild"
    for folder in (project, *project.parents):
        package = folder / "node_modules" / "esbuild"
        # The real folder, because pnpm keeps the platform package beside it and not in the project.
        start = package.resolve() if package.is_dir() else folder
        for above in (start, *start.parents):
            installed = above / "node_modules" / "@esbuild" / target
            if (installed / binary).is_file():
                return Tool("esbuild", installed / binary, _package_version(installed))
    return None


def _package_version(package: Path) -> str:
    try:
        return str(json.loads((package / "package.json").read_text("utf-8"))["version"])
    except (OSError, ValueError, KeyError):
        return "0"


async def _probe(name: str, path: Path, environ: Mapping[str, str], argument: str) -> Tool | None:
    """Return the tool if it starts and names a version in time."""
    try:
        child = await asyncio.create_subprocess_exec(
            path,
            argument,
            env=child_environment(environ),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError:
        return None
    try:
        async with asyncio.timeout(PROBE_TIMEOUT):
            output, _ = await child.communicate()
    except TimeoutError:
        return None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    version = re.search(r"\d+(\.\d+)+", output.decode("utf-8", "replace"))
    return Tool(name, path, version[0]) if version and child.returncode == 0 else None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])
