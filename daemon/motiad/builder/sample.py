"""Prepares the sample project that ships with motiad: a copy to work in, with its packages installed."""

import asyncio
import hashlib
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from motiad.builder.children import Children, Finished
from motiad.builder.environment import child_environment
from motiad.builder.packages import Packages, Target
from motiad.builder.requirements import read_requirements
from motiad.builder.toolchain import NODE_HINT, find_node, find_python, find_uv
from motiad.contract.codes import ErrorCode
from motiad.errors import MotiadError
from motiad.paths import resource

INSTALL_TIMEOUT = 600.0
"""Seconds npm may take."""

_MARKER = Path("node_modules", ".motiad-installed")
_LOCK = "package-lock.json"


async def prepare_sample(target: Path, environ: Mapping[str, str]) -> Path:
    """Copy the sample project to `target`, install its packages there, and return `target`.

    A second call brings the files up to date and installs nothing unless the lock changed: no network. Files of the
    person's own are left alone. Raises `MotiadError` (NODE_MISSING, UV_MISSING, BUILD_FAILED).
    """
    await asyncio.to_thread(_copy, resource("sample"), target)
    wanted = await asyncio.to_thread(_fingerprint, target)
    if await asyncio.to_thread(_installed, target) == wanted:
        return target
    await find_node(environ)
    async with Children() as children:
        await _install_node_packages(target, environ, children)
        await warm_python_packages(target, environ, children)
    await asyncio.to_thread((target / _MARKER).write_text, wanted, "utf-8")
    return target


async def warm_python_packages(project: Path, environ: Mapping[str, str], children: Children) -> None:
    """Have uv fetch what a project's requirements need, so that a build finds it in uv's cache, even offline.

    Raises `MotiadError` (UV_MISSING, BUILD_FAILED).
    """
    requirements = await asyncio.to_thread(read_requirements, project)
    if not requirements.lines:
        return
    uv, python = await find_uv(environ), await find_python(environ)
    scratch = await asyncio.to_thread(tempfile.mkdtemp)
    try:
        packages = Packages(uv, Path(scratch), children, child_environment(environ), requirements.options)
        await packages.for_reading(requirements, python)
        await packages.for_target(requirements.lines, python, Target.of(environ))
    finally:
        await asyncio.to_thread(shutil.rmtree, scratch, ignore_errors=True)


async def _install_node_packages(target: Path, environ: Mapping[str, str], children: Children) -> None:
    npm = await asyncio.to_thread(shutil.which, "npm", path=environ.get("PATH"))
    if npm is None:
        raise MotiadError(ErrorCode.NODE_MISSING, "npm was not found on the PATH.", hint=NODE_HINT)
    # esbuild's binary comes as a platform package: no install script is needed, so none is run.
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    ended = await children.run(command, cwd=target, env=child_environment(environ), timeout=INSTALL_TIMEOUT)
    if ended.timed_out or ended.returncode:
        raise _npm_failed(ended)


def _npm_failed(ended: Finished) -> MotiadError:
    said = " ".join(line for line in ended.stderr.splitlines() if line.startswith("npm error"))
    reason = f"it did not end within {INSTALL_TIMEOUT:.0f} seconds" if ended.timed_out else said or "it said nothing"
    return MotiadError(
        ErrorCode.BUILD_FAILED,
        f"npm ci failed for the sample project: {reason}",
        hint="Check the connection to the npm registry, then try again.",
    )


def _copy(source: Path, target: Path) -> None:
    """Copy what differs, so that an unchanged file keeps its time."""
    for file in sorted(source.rglob("*")):
        copy = target / file.relative_to(source)
        if file.is_dir():
            copy.mkdir(parents=True, exist_ok=True)
        elif not copy.exists() or copy.read_bytes() != file.read_bytes():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)


def _fingerprint(target: Path) -> str:
    files = (target / _LOCK, target / "requirements.txt")
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def _installed(target: Path) -> str | None:
    marker = target / _MARKER
    return marker.read_text("utf-8") if marker.is_file() else None
